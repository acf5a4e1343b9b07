package dev.carillon.protocol.django;

/** What a token's text turned out to be. None of it prints any of the token but the key. */
public sealed interface SesameToken {
    /** Why a text is refused without asking who the user is. */
    enum Refusal implements SesameToken {
        /** It fits no accepted format. */
        MALFORMED,
        /** It is too old. */
        EXPIRED,
        /** Its v1 signature is not ours. */
        BAD_SIGNATURE,
        /** It is a v1 token where a scope or a maximum age is asked, which v1 cannot have. */
        UNSUPPORTED
    }

    /** Well-formed and not too old; whether it is genuine depends on the user that it names. */
    sealed interface Unverified extends SesameToken {
        /** The value of SESAME_PRIMARY_KEY_FIELD of the user that it claims to be from. */
        PrimaryKey key();
    }

    /** Of v1: its signature is good, its revocation bytes are to be compared. */
    final class V1 implements Unverified {
        private final PrimaryKey key;
        final byte[] revocation;

        V1(PrimaryKey key, byte[] revocation) {
            this.key = key;
            this.revocation = revocation;
        }

        @Override
        public PrimaryKey key() {
            return key;
        }

        @Override
        public String toString() {
            return "V1[key=" + key + "]";
        }
    }

    /** Of v2: the signature is to be compared. */
    final class V2 implements Unverified {
        private final PrimaryKey key;
        final byte[] signed;
        final byte[] signature;

        V2(PrimaryKey key, byte[] signed, byte[] signature) {
            this.key = key;
            this.signed = signed;
            this.signature = signature;
        }

        @Override
        public PrimaryKey key() {
            return key;
        }

        @Override
        public String toString() {
            return "V2[key=" + key + "]";
        }
    }
}
