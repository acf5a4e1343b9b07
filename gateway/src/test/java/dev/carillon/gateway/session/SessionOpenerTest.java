package dev.carillon.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.access.View;
import dev.carillon.gateway.access.VisibleTypes;
import dev.carillon.gateway.admission.ClientNetwork;
import dev.carillon.gateway.admission.FailureLimits;
import dev.carillon.gateway.admission.Limits;
import dev.carillon.gateway.admission.Pacer;
import dev.carillon.gateway.auth.AuthResult;
import dev.carillon.gateway.auth.AuthResult.Reason;
import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.session.SessionOpener.Opened;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is held against whom, and what is told of our own faults. */
final class SessionOpenerTest {
    private static final ClientNetwork THERE = new ClientNetwork(false, 1);
    private static final Credential SECRET = new Credential.SesameToken("secret", Instant.EPOCH);

    private CompletionStage<AuthResult> result = CompletableFuture.completedStage(accepted());
    private CompletionStage<View> view = CompletableFuture.completedStage(new View(VisibleTypes.of(1), Set.of()));
    private final FailureLimits failures = new FailureLimits(Limits.failures(3), System::nanoTime);
    private final SessionOpener opener = new SessionOpener(
            credential -> result, identity -> view, new Pacer(Limits.none(), System::nanoTime), failures, () -> 0);

    private static AuthResult accepted() {
        return new AuthResult.Accepted(new Identity.TokenBearer("alice", Set.of(), null));
    }

    private Opened open() {
        return opener.open(SECRET, new SessionOpener.Client(Runnable::run, () -> true, THERE))
                .toCompletableFuture()
                .join();
    }

    @ParameterizedTest
    @EnumSource
    void who_was_known_and_came_too_late_and_a_visitor_without_a_login_guess_at_nothing(Reason reason) {
        boolean harmless = reason == Reason.EXPIRED || reason == Reason.ANONYMOUS;
        result = CompletableFuture.completedStage(new AuthResult.Rejected(reason));
        for (int i = 0; i < 3; i++) {
            assertThat(open()).isEqualTo(new Opened.Refused(reason));
        }
        assertThat(failures.pauseNanos(THERE) == 0).isEqualTo(harmless);
        if (harmless) {
            assertThat(open()).isEqualTo(new Opened.Refused(reason));
        } else {
            assertThat(open()).isInstanceOf(Opened.TooManyFailures.class);
        }
    }

    @Test
    void our_own_faults_are_nobody_s_failure_and_told_without_what_they_might_hold() {
        result = CompletableFuture.failedStage(new IllegalStateException("secret"));
        assertThat(open())
                .isInstanceOfSatisfying(
                        Opened.Unavailable.class,
                        fault -> assertThat(fault.detail())
                                .startsWith("unexpected java.lang.IllegalStateException at ")
                                .contains("SessionOpenerTest.java:")
                                .doesNotContain("secret"));
        result = CompletableFuture.completedStage(accepted());
        view = CompletableFuture.failedStage(new DirectoryException("no such column"));
        for (int i = 0; i < 5; i++) {
            assertThat(open()).isEqualTo(new Opened.Unavailable("no such column"));
        }
        assertThat(failures.size()).isZero();
    }
}
