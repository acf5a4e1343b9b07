package dev.carillon.gateway.admin;

import dev.carillon.gateway.settings.Setting;
import java.util.List;

/** The admin port. */
public record AdminConfig(
        @Setting(
                value = "Address of the admin port: metrics, health, publishing. Keep it off public networks.",
                fallback = "127.0.0.1:9888")
        String listen,

        @Setting("Host names, beside IP addresses and localhost, by which browsers may call the admin port.")
        List<String> hosts) {

    public AdminConfig {
        hosts = List.copyOf(hosts);
    }
}
