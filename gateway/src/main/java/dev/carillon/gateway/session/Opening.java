package dev.carillon.gateway.session;

import dev.carillon.gateway.admission.ClientNetwork;
import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.session.SessionMetrics.Outcome;
import dev.carillon.gateway.session.SessionOpener.Opened;
import io.netty.channel.Channel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A credential under check, before its connection may listen. The first outcome counts: what is known after the time-out, or
 * when the client has left, came too late. Confined to the channel's loop.
 */
final class Opening {
    private final SessionLoop loop;
    private final Consumer<Opened> answer;
    private final long askedNanos = System.nanoTime();
    private Opened.@Nullable Granted granted;
    private boolean over;

    /** @param answer tells the client, before the upgrade by an HTTP response, after it by a close frame or silence */
    Opening(SessionLoop loop, Consumer<Opened> answer) {
        this.loop = loop;
        this.answer = answer;
    }

    void ask(Credential credential, Channel channel, @Nullable ClientNetwork network) {
        loop.opener()
                .open(credential, new SessionOpener.Client(loop.loop(), channel::isActive, network))
                .thenAccept(opened -> loop.loop().execute(() -> end(opened)));
    }

    long askedNanos() {
        return askedNanos;
    }

    /** Null while it is not known, or not so. */
    Opened.@Nullable Granted granted() {
        return granted;
    }

    void end(Opened opened) {
        if (!over) {
            count(Outcome.of(opened));
            if (opened instanceof Opened.Unavailable(String detail)) {
                loop.metrics().unavailable(detail);
            }
            granted = opened instanceof Opened.Granted success ? success : null;
            answer.accept(opened);
        }
    }

    /** Nobody waits for the outcome any more. */
    void abandon() {
        if (!over) {
            count(Outcome.ABANDONED);
        }
    }

    private void count(Outcome outcome) {
        over = true;
        loop.metrics().authenticated(outcome, System.nanoTime() - askedNanos);
    }
}
