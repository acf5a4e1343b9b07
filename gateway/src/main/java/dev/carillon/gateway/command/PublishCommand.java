package dev.carillon.gateway.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.carillon.gateway.admin.AdminClient;
import dev.carillon.gateway.admin.EventClient;
import dev.carillon.gateway.config.GatewayConfig;
import dev.carillon.gateway.redis.RedisUrl;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes events without Django. */
@Command(
        name = "publish",
        description = {
            "Puts events on the bus: through the running gateway's admin port, which answers how many it matched, or,"
                    + " where no gateway runs and none is named by --admin, to Redis itself.",
            "A file that is one JSON document is one event; otherwise each line is one. Ends with 1 if any failed."
        },
        footer = {
            "%nExamples:",
            "  echo '{\"content_type_id\": 7, \"object_repr\": \"hello\"}' | carillon publish -",
            "  carillon publish events.jsonl --admin http://127.0.0.1:9888"
        })
final class PublishCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private final ConfigOption config;

    @Parameters(paramLabel = "FILE", description = "File of events; - for standard input.")
    private String file = "-";

    @Mixin
    private final AdminOption admin = new AdminOption();

    private final InputStream in;
    private final Seams.BusOpener bus;

    PublishCommand(ConfigOption config, InputStream in, Seams.BusOpener bus) {
        this.config = config;
        this.in = in;
        this.bus = bus;
    }

    @Override
    public Integer call() throws Exception {
        GatewayConfig settings = config.read();
        List<byte[]> events = events(read());
        if (events.isEmpty()) {
            throw new Seams.Failure("there is no event in " + (file.equals("-") ? "the input" : file));
        }
        try (AdminClient client = admin.client(settings)) {
            EventClient publisher = new EventClient(client);
            return publishAll(events, (payload, first) -> through(publisher, payload, first));
        } catch (ConnectException e) {
            return withoutGateway(settings, events);
        }
    }

    private byte[] read() throws IOException, Seams.Failure {
        if (file.equals("-")) {
            return in.readAllBytes();
        }
        Path path = Path.of(file);
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new Seams.Failure("cannot read " + file + ": there is no such file, or this user may not read it");
        }
        return Files.readAllBytes(path);
    }

    /** One JSON document, without the line end behind it; or else a document a line. */
    static List<byte[]> events(byte[] input) {
        if (isOneDocument(input)) {
            return List.of(withoutLineEnd(input));
        }
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= input.length; i++) {
            if (i == input.length || input[i] == '\n') {
                byte[] line = withoutLineEnd(Arrays.copyOfRange(input, start, i));
                if (line.length > 0) {
                    lines.add(line);
                }
                start = i + 1;
            }
        }
        return lines;
    }

    private static byte[] withoutLineEnd(byte[] text) {
        int end = text.length;
        end -= end > 0 && text[end - 1] == '\n' ? 1 : 0;
        end -= end > 0 && text[end - 1] == '\r' ? 1 : 0;
        return Arrays.copyOf(text, end);
    }

    private static boolean isOneDocument(byte[] input) {
        try (JsonParser parser = new JsonFactory().createParser(input)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException notJson) {
            return false;
        }
    }

    private int withoutGateway(GatewayConfig settings, List<byte[]> events) throws Exception {
        if (admin.isGiven() || RedisUrl.isMemory(settings.redis().url().revealText())) {
            throw new Seams.Failure(admin.nobody(settings));
        }
        spec.commandLine()
                .getErr()
                .println("carillon: no gateway answers on " + admin.address(settings) + "; publishing to Redis itself");
        try (Seams.BusConnection connection = bus.open(settings)) {
            return publishAll(events, (payload, first) -> {
                long subscribers = connection.publish(payload);
                return new EventClient.Answer(
                        true,
                        "Redis handed it to " + subscribers + (subscribers == 1 ? " subscriber" : " subscribers"));
            });
        }
    }

    /** Only the first event decides that no gateway runs: after it, those before would be published again. */
    private static EventClient.Answer through(EventClient client, byte[] payload, boolean first) throws Exception {
        try {
            return client.publish(payload);
        } catch (ConnectException e) {
            if (first) {
                throw e;
            }
            return new EventClient.Answer(false, "the gateway does not answer any more");
        } catch (IOException e) {
            return new EventClient.Answer(false, "no answer from the gateway: " + e.getMessage());
        }
    }

    private int publishAll(List<byte[]> events, Publisher publisher) throws Exception {
        int failed = 0;
        for (int i = 0; i < events.size(); i++) {
            EventClient.Answer answer = publisher.publish(events.get(i), i == 0);
            String line = events.size() == 1 ? answer.words() : "event " + (i + 1) + ": " + answer.words();
            if (answer.accepted()) {
                spec.commandLine().getOut().println(line);
            } else {
                spec.commandLine().getErr().println("carillon: " + line);
                failed++;
            }
        }
        return failed == 0 ? 0 : 1;
    }

    /** Either of the two ways onto the bus. */
    private interface Publisher {
        EventClient.Answer publish(byte[] payload, boolean first) throws Exception;
    }
}
