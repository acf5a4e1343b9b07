package dev.carillon.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The command, run in this process.
 *
 * @param out what it said
 * @param err what it said of problems and progress
 */
record Command(int status, String out, String err, Path report) {
    /**
     * Runs it.
     *
     * @param arguments parted by blanks
     * @param values for each {@code %s} in them; these may hold blanks
     */
    static Command run(Path folder, String arguments, Object... values) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Path report = folder.resolve("report");
        int status = LoadMain.commandLine(Map.of(), run -> {})
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words(arguments, values, report));
        return new Command(status, out.toString(), err.toString(), report);
    }

    private static String[] words(String arguments, Object[] values, Path output) {
        Iterator<Object> next = List.of(values).iterator();
        Stream<String> words = Stream.of(arguments.split(" ", -1))
                .map(word -> word.equals("%s") ? next.next().toString() : word);
        return Stream.concat(words, Stream.of("-o", output.toString())).toArray(String[]::new);
    }

    JsonNode json() throws IOException {
        return new JsonMapper().readTree(Files.readString(report.resolveSibling("report.json")));
    }

    /** A number of the report, by its JSON pointer. */
    long number(String pointer) throws IOException {
        JsonNode node = json().at(pointer);
        if (!node.isNumber()) {
            throw new AssertionError("no number at " + pointer + " in " + json());
        }
        return node.asLong();
    }

    /** Texts of the report, by the JSON pointer of their list. */
    List<String> texts(String pointer) throws IOException {
        return StreamSupport.stream(json().at(pointer).spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    @Override
    public String toString() {
        return "status " + status + "\n" + out + err;
    }
}
