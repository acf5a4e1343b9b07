package dev.carillon.protocol.signing;

/** Numbers as Django's {@code TimestampSigner} writes them: digits, then capital, then small letters. */
public final class Base62 {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    /** The most digits of which every number is a {@code long}. */
    private static final int LONGEST = 10;

    private Base62() {}

    /** @param number not negative */
    public static String encode(long number) {
        StringBuilder digits = new StringBuilder();
        long rest = number;
        do {
            digits.append(DIGITS.charAt((int) (rest % DIGITS.length())));
            rest /= DIGITS.length();
        } while (rest > 0);
        return digits.reverse().toString();
    }

    /** The number; -1 if the text is none, or one of more than ten digits. */
    public static long decode(String digits) {
        if (digits.isEmpty() || digits.length() > LONGEST) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = DIGITS.indexOf(digits.charAt(i));
            if (digit < 0) {
                return -1;
            }
            number = number * DIGITS.length() + digit;
        }
        return number;
    }
}
