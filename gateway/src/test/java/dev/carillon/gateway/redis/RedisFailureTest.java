package dev.carillon.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedisFailureTest {
    /** Redis repeats the arguments of a command that it does not know: of AUTH, the password. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERR unknown command 'AUTH', with args beginning with: 'app' 's3cret' ",
                "ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'app' 's3cret' ",
                "ERR unknown command `auth`, with args beginning with: `s3cret`, "
            })
    void a_password_that_redis_repeats_is_not_passed_on(String answer) {
        RedisFailure failure = RedisFailure.of(
                new RedisCommandExecutionException(answer),
                RedisUrl.parse("redis://app:s3cret@127.0.0.1:6379"),
                "connect",
                "+ping");

        assertThat(failure.reason() + failure.problem() + failure.remedy() + failure)
                .doesNotContain("s3cret")
                .contains("127.0.0.1:6379");
    }
}
