package dev.carillon.gateway;

import dev.carillon.gateway.command.Commands;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Where the process begins. */
public final class GatewayMain {
    private GatewayMain() {}

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int status = Commands.execute(Wiring.seams(), System.getenv(), System.in, out, err, args);
        out.flush();
        err.flush();
        System.exit(status);
    }
}
