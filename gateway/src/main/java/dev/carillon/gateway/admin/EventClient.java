package dev.carillon.gateway.admin;

import java.io.IOException;

/** Publishes through a running gateway's admin port. Blocks; used by one thread. */
public final class EventClient {
    private final AdminClient admin;

    public EventClient(AdminClient admin) {
        this.admin = admin;
    }

    /**
     * Publishes one event, as it is.
     *
     * @throws java.net.ConnectException where nothing listens
     */
    public Answer publish(byte[] payload) throws IOException, InterruptedException {
        AdminClient.Answer answer = admin.post("/events", payload);
        if (answer.isGood()
                && answer.member("audiences").isNumber()
                && answer.member("connections").isNumber()) {
            return new Answer(
                    true,
                    "matched " + counted(answer.member("audiences").asLong(), "audience") + ", "
                            + counted(answer.member("connections").asLong(), "connection") + " here");
        }
        return new Answer(answer.isGood(), answer.words());
    }

    private static String counted(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    /**
     * What the gateway said to an event.
     *
     * @param words for people, of one line
     */
    public record Answer(boolean accepted, String words) {}
}
