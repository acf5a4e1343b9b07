package dev.carillon.gateway.command;

import dev.carillon.gateway.admin.AdminClient;
import dev.carillon.gateway.config.GatewayConfig;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the commands that ask a running gateway find it. */
final class AdminOption {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @Option(names = "--admin", paramLabel = "URL", description = "Admin port of the gateway, instead of admin.listen.")
    private @Nullable URI url;

    boolean isGiven() {
        return url != null;
    }

    URI address(GatewayConfig settings) throws Seams.Failure {
        try {
            return url != null ? url : AdminClient.address(settings.admin().listen());
        } catch (IllegalArgumentException e) {
            throw new Seams.Failure("admin.listen: " + e.getMessage(), e);
        }
    }

    AdminClient client(GatewayConfig settings) throws Seams.Failure {
        try {
            return new AdminClient(address(settings), TIMEOUT);
        } catch (IllegalArgumentException e) {
            throw new Seams.Failure((url != null ? "--admin: " : "admin.listen: ") + e.getMessage(), e);
        }
    }

    /** Asks; what the gateway refuses is a failure in its words. */
    AdminClient.Answer ask(GatewayConfig settings, Question question) throws Exception {
        try (AdminClient client = client(settings)) {
            AdminClient.Answer answer = question.put(client);
            if (!answer.isGood()) {
                throw new Seams.Failure(answer.words());
            }
            return answer;
        } catch (ConnectException e) {
            throw new Seams.Failure(nobody(settings), e);
        }
    }

    String nobody(GatewayConfig settings) throws Seams.Failure {
        return "no gateway answers on " + address(settings) + ": start one, or name its admin port with --admin";
    }

    /** What is asked. */
    interface Question {
        AdminClient.Answer put(AdminClient client) throws Exception;
    }
}
