package dev.carillon.bench.load.frame;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.load.plan.Placement;
import java.net.URI;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class OpeningTest {
    private static final URI URL = URI.create("ws://127.0.0.1:8888/events?a=b");

    private static String key(String request) {
        Matcher key = Pattern.compile("Sec-WebSocket-Key: (.*)\r\n").matcher(request);
        assertThat(key.find()).isTrue();
        return key.group(1);
    }

    private static String accept(String request) throws Exception {
        byte[] text = (key(request) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(US_ASCII);
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    }

    @Test
    void the_request_is_as_rfc_6455_asks() {
        String request = new Opening(Placement.parse("message"), false).request(URL, "secret");
        assertThat(request)
                .startsWith("GET /events?a=b HTTP/1.1\r\nHost: 127.0.0.1:8888\r\n")
                .contains("Upgrade: websocket\r\nConnection: Upgrade\r\n", "Sec-WebSocket-Version: 13\r\n")
                .doesNotContain("Extensions", "secret")
                .endsWith("\r\n\r\n");
        assertThat(Base64.getDecoder().decode(key(request))).hasSize(16);
    }

    @Test
    void the_token_stands_where_it_belongs() {
        assertThat(new Opening(Placement.parse("cookie:sid"), false).request(URL, "T"))
                .contains("\r\nCookie: sid=T\r\n")
                .contains("\r\nHost: 127.0.0.1:8888\r\nOrigin: http://127.0.0.1:8888\r\n");
        assertThat(new Opening(Placement.parse("cookie:sid"), false).request(URI.create("wss://example.org/"), "T"))
                .contains("\r\nOrigin: https://example.org:443\r\n");
        assertThat(new Opening(Placement.parse("query:t"), false).request(URL, "T"))
                .startsWith("GET /events?a=b&t=T ");
        assertThat(new Opening(Placement.parse("header"), false).request(URL, null))
                .doesNotContain("Authorization", "Origin");
    }

    @Test
    void the_right_answer_opens() throws Exception {
        Opening opening = new Opening(Placement.parse("message"), true);
        String head = "HTTP/1.1 101 Switching Protocols\r\nSEC-WebSocket-accept: " + accept(opening.request(URL, null));
        assertThat(opening.judge(head)).isEqualTo(new Opening.Answer(null, false));
        assertThat(opening.judge(head + "\r\nSec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover"))
                .isEqualTo(new Opening.Answer(null, true));
    }

    @Test
    void any_other_answer_is_refused_in_words() throws Exception {
        Opening plain = new Opening(Placement.parse("message"), false);
        String good = "HTTP/1.1 101 X\r\nSec-WebSocket-Accept: " + accept(plain.request(URL, null));
        assertThat(plain.judge("HTTP/1.1 503 Full\r\nRetry-After: 5").problem()).isEqualTo("HTTP 503");
        assertThat(plain.judge("SSH-2.0").problem()).isEqualTo("not an HTTP answer");
        assertThat(plain.judge("HTTP/1.1 101 X\r\nUpgrade: websocket").problem())
                .contains("Sec-WebSocket-Accept");
        assertThat(plain.judge(good.replace("Accept: ", "Accept: x")).problem()).contains("Sec-WebSocket-Accept");
        assertThat(plain.judge(good + "\r\nSec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover")
                        .problem())
                .contains("extension");
        Opening compressing = new Opening(Placement.parse("message"), true);
        String keeps = "HTTP/1.1 101 X\r\nSec-WebSocket-Accept: " + accept(compressing.request(URL, null))
                + "\r\nSec-WebSocket-Extensions: permessage-deflate";
        assertThat(compressing.judge(keeps).problem()).contains("extension");
    }
}
