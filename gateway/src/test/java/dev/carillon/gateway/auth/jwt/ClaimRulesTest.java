package dev.carillon.gateway.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.gateway.auth.AuthResult.Reason;
import dev.carillon.gateway.auth.jwt.ClaimRules.Judgement;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClaimRulesTest {
    private static final long NOW = 1_800_000_000;
    private static final String GOOD = "'sub': '7', 'exp': 1800000060";

    private ClaimRules rules = new ClaimRules(JwtSettings.with("LEEWAY", "10s"));

    @Test
    void a_good_token_names_its_user_and_its_end() {
        Judgement judgement = judge(GOOD);
        assertThat(judgement).isEqualTo(new Judgement.Good("7", Set.of(), Instant.ofEpochSecond(NOW + 60 + 10)));
    }

    /** RFC 7519 section 4.1.4: on or after its time it must not be accepted. */
    @ParameterizedTest
    @CsvSource({
        "1799999991, good",
        "1799999990, EXPIRED",
        "1799999990.001, good",
        "1799999989.999, EXPIRED",
        "0, EXPIRED",
        "1.8e9, good",
        "253402300799, good",
        "253402300800, INVALID_CLAIMS",
        "1800000060000, INVALID_CLAIMS",
        "1e400, INVALID_CLAIMS",
        "-1, INVALID_CLAIMS",
        "'\"1800000060\"', INVALID_CLAIMS",
        "null, INVALID_CLAIMS",
        "true, INVALID_CLAIMS",
        "[1800000060], INVALID_CLAIMS",
        "18446744073709551616, INVALID_CLAIMS",
    })
    void its_end_is_judged_to_the_millisecond_with_the_leeway(String exp, String outcome) {
        assertThat(outcome("'sub': '7', 'exp': " + exp)).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "nbf, 1800000010, good",
        "nbf, 1800000010.5, NOT_YET_VALID",
        "nbf, 1800000011, NOT_YET_VALID",
        "nbf, soon, INVALID_CLAIMS",
        "iat, 1800000010, good",
        "iat, 1800000011, NOT_YET_VALID",
        "iat, null, INVALID_CLAIMS",
    })
    void it_does_not_begin_before_its_time(String claim, String value, String outcome) {
        assertThat(outcome(GOOD + ", '" + claim + "': " + value.replace("soon", "'soon'")))
                .isEqualTo(outcome);
    }

    @Test
    void a_token_without_end_is_accepted_only_where_that_is_allowed() {
        assertThat(outcome("'sub': '7'")).isEqualTo("INVALID_CLAIMS");
        use("REQUIRE_EXP", "false");
        assertThat(judge("'sub': '7'")).isEqualTo(new Judgement.Good("7", Set.of(), null));
        assertThat(outcome("'sub': '7', 'exp': null")).isEqualTo("INVALID_CLAIMS");
        assertThat(outcome("'sub': '7', 'exp': 5")).isEqualTo("EXPIRED");
    }

    @Test
    void a_token_lives_no_longer_than_allowed_and_must_then_tell_its_birth() {
        use("MAX_LIFETIME", "1h");
        assertThat(outcome("'sub': '7', 'iat': 1799999999, 'exp': 1800003599")).isEqualTo("good");
        assertThat(outcome("'sub': '7', 'iat': 1799999999, 'exp': 1800003600")).isEqualTo("INVALID_CLAIMS");
        assertThat(outcome(GOOD)).isEqualTo("INVALID_CLAIMS");
    }

    @Test
    void the_issuer_is_one_of_ours() {
        assertThat(outcome(GOOD + ", 'iss': 'anybody'")).isEqualTo("good");
        use("ISSUERS", "https://a.example,https://b.example");
        assertThat(outcome(GOOD + ", 'iss': 'https://b.example'")).isEqualTo("good");
        assertThat(outcome(GOOD + ", 'iss': 'https://b.example/'")).isEqualTo("WRONG_ISSUER");
        assertThat(outcome(GOOD + ", 'iss': 'HTTPS://B.example'")).isEqualTo("WRONG_ISSUER");
        assertThat(outcome(GOOD + ", 'iss': ['https://b.example']")).isEqualTo("WRONG_ISSUER");
        assertThat(outcome(GOOD)).isEqualTo("WRONG_ISSUER");
    }

    @Test
    void the_audience_is_one_of_ours_and_a_token_for_others_is_for_nobody_else() {
        assertThat(outcome(GOOD + ", 'aud': 'them'")).isEqualTo("WRONG_AUDIENCE");
        assertThat(outcome(GOOD + ", 'aud': []")).isEqualTo("WRONG_AUDIENCE");
        use("AUDIENCES", "carillon,push");
        assertThat(outcome(GOOD + ", 'aud': 'push'")).isEqualTo("good");
        assertThat(outcome(GOOD + ", 'aud': ['them', 'push']")).isEqualTo("good");
        assertThat(outcome(GOOD + ", 'aud': ['them']")).isEqualTo("WRONG_AUDIENCE");
        assertThat(outcome(GOOD + ", 'aud': 'Push'")).isEqualTo("WRONG_AUDIENCE");
        assertThat(outcome(GOOD + ", 'aud': ['push', 7]")).isEqualTo("WRONG_AUDIENCE");
        assertThat(outcome(GOOD + ", 'aud': 7")).isEqualTo("WRONG_AUDIENCE");
        assertThat(outcome(GOOD + ", 'aud': null")).isEqualTo("WRONG_AUDIENCE");
        assertThat(outcome(GOOD)).isEqualTo("WRONG_AUDIENCE");
    }

    @Test
    void required_claims_are_there_and_hold_what_they_should() {
        use("REQUIRED_CLAIMS", "jti,token_type=access,admin=true,level=3");
        String all = GOOD + ", 'jti': 'x', 'token_type': 'access', 'admin': true, 'level': 3";
        assertThat(outcome(all)).isEqualTo("good");
        assertThat(outcome(all.replace("'jti': 'x'", "'jti': null"))).isEqualTo("INVALID_CLAIMS");
        assertThat(outcome(all.replace("'jti'", "'jtj'"))).isEqualTo("INVALID_CLAIMS");
        assertThat(outcome(all.replace("'access'", "'refresh'"))).isEqualTo("INVALID_CLAIMS");
        assertThat(outcome(all.replace("'access'", "['access']"))).isEqualTo("INVALID_CLAIMS");
        assertThat(outcome(all.replace("3", "3.0"))).isEqualTo("INVALID_CLAIMS");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "''",
                "true",
                "7.0",
                "['7']",
                "{}",
                "'a\\u0000b'",
                "'a\\nb'",
                "1e3",
                "99999999999999999999"
            })
    void what_names_nobody_is_refused(String sub) {
        assertThat(outcome("'exp': 1800000060, 'sub': " + sub)).isEqualTo("INVALID_CLAIMS");
    }

    @Test
    void the_user_is_named_by_text_or_a_whole_number_in_the_configured_claim() {
        use("USER_CLAIM", "https://example.com/user");
        assertThat(judge("'exp': 1800000060, 'https://example.com/user': 42"))
                .isInstanceOfSatisfying(
                        Judgement.Good.class, good -> assertThat(good.user()).isEqualTo("42"));
        assertThat(outcome("'exp': 1800000060, 'https://example.com/user': '" + "a".repeat(255) + "'"))
                .isEqualTo("good");
        assertThat(outcome("'exp': 1800000060, 'https://example.com/user': '" + "a".repeat(256) + "'"))
                .isEqualTo("INVALID_CLAIMS");
        assertThat(outcome(GOOD)).isEqualTo("INVALID_CLAIMS");
    }

    @Test
    void content_types_are_listed_by_id_or_name_and_only_looked_at_where_the_token_tells() {
        String types = GOOD + ", 'content_types': [7, '8', 'shop.order', 7]";
        assertThat(judge(types))
                .isInstanceOfSatisfying(
                        Judgement.Good.class,
                        good -> assertThat(good.contentTypes()).isEmpty());
        use("PERMISSIONS", "token");
        assertThat(judge(types))
                .isInstanceOfSatisfying(
                        Judgement.Good.class,
                        good -> assertThat(good.contentTypes()).containsExactlyInAnyOrder("7", "8", "shop.order"));
        assertThat(outcome(GOOD + ", 'content_types': []")).isEqualTo("good");
        for (String bad : new String[] {"'7'", "7", "null", "{}", "[7.5]", "[[7]]", "[null]", "[true]", "['']"}) {
            assertThat(outcome(GOOD + ", 'content_types': " + bad)).as(bad).isEqualTo("INVALID_CLAIMS");
        }
        assertThat(outcome(GOOD)).isEqualTo("INVALID_CLAIMS");
        use("PERMISSIONS", "token", "CONTENT_TYPES_CLAIM", "ct");
        assertThat(outcome(GOOD + ", 'ct': [7]")).isEqualTo("good");
    }

    @Test
    void expiry_is_told_before_all_else() {
        use("ISSUERS", "us", "AUDIENCES", "us");
        assertThat(outcome("'exp': 5, 'iss': 'them', 'aud': 'them'")).isEqualTo(Reason.EXPIRED.name());
    }

    private void use(String... settings) {
        rules = new ClaimRules(JwtSettings.with(settings));
    }

    private String outcome(String claims) {
        return switch (judge(claims)) {
            case Judgement.Good good -> "good";
            case Judgement.Bad bad -> bad.reason().name();
        };
    }

    private Judgement judge(String claims) {
        try {
            String json = "{" + claims.replace('\'', '"') + "}";
            return rules.judge((ObjectNode) new JsonMapper().readTree(json), Instant.ofEpochSecond(NOW));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
