package dev.carillon.gateway.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carillon.gateway.admin.AdminResponse;
import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.stages.Failures;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;

/** Answers in JSON. */
final class JsonAnswer {
    private static final JsonMapper JSON = new JsonMapper();

    private JsonAnswer() {}

    static AdminResponse of(int status, Map<String, ?> members) {
        try {
            byte[] body = (JSON.writeValueAsString(members) + "\n").getBytes(StandardCharsets.UTF_8);
            return new AdminResponse(status, "application/json", body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static AdminResponse problem(int status, String problem) {
        return of(status, Map.of("error", problem));
    }

    /** What a failed stage's cause means to whoever asked; a failure that nobody expected goes on to the log. */
    static AdminResponse failed(Throwable failure) {
        Throwable cause = Failures.cause(failure);
        return switch (cause) {
            case Refusal refusal -> problem(refusal.status(), String.valueOf(refusal.getMessage()));
            case DirectoryException down -> problem(503, "the database cannot be asked now: " + down.getMessage());
            case RejectedExecutionException busy -> problem(503, "busy with other questions; ask again");
            default -> throw new CompletionException(cause);
        };
    }
}
