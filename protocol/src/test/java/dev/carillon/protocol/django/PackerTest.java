package dev.carillon.protocol.django;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.protocol.django.PrimaryKey.BytesKey;
import dev.carillon.protocol.django.PrimaryKey.IntegerKey;
import dev.carillon.protocol.django.PrimaryKey.TextKey;
import dev.carillon.protocol.django.PrimaryKey.UuidKey;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PackerTest {
    @ParameterizedTest
    @CsvSource({
        "short, -32768, 8000",
        "short, 32767, 7fff",
        "unsigned_short, 65535, ffff",
        "long, -5, fffffffb",
        "unsigned_long, 4294967295, ffffffff",
        "long_long, -9223372036854775808, 8000000000000000",
        "long_long, 5000000000, 000000012a05f200",
        "unsigned_long_long, 9223372036854775807, 7fffffffffffffff"
    })
    void integers_are_packed_big_endian(String format, long value, String hex) {
        assertPacked(format, new IntegerKey(value), hex);
    }

    @Test
    void other_keys_are_packed_as_sesame_packs_them() {
        assertPacked(
                "uuid",
                new UuidKey(UUID.fromString("1f0c8d7e-52a4-4c1b-9c2e-8a7d6b5e4f30")),
                "1f0c8d7e52a44c1b9c2e8a7d6b5e4f30");
        assertPacked("bytes", new BytesKey(new byte[] {0, 1, -1}), "030001ff");
        assertPacked("str", new TextKey("noël"), "056e6fc3ab6c");
        assertPacked("str", new TextKey(""), "00");
        assertPacked("hex6", new TextKey("abcdef"), "abcdef");
    }

    private static void assertPacked(String format, PrimaryKey key, String hex) {
        Packer packer = Packer.of(format);
        byte[] packed = packer.pack(key);

        assertThat(HexFormat.of().formatHex(packed)).isEqualTo(hex);
        assertThat(packer.unpack(HexFormat.of().parseHex(hex + "a5a5")))
                .isEqualTo(new Packer.Unpacked(key, packed.length));
        assertThat(packer.longest()).isGreaterThanOrEqualTo(packed.length);
    }

    @ParameterizedTest
    @CsvSource({
        "short, 00",
        "long, 000000",
        "uuid, 1f0c8d7e52a44c1b9c2e8a7d6b5e4f",
        "bytes, 0300ff",
        "str, ff",
        "str, 02c328",
        "hex6, abcd",
        "unsigned_long_long, ffffffffffffffff"
    })
    void what_is_cut_short_or_no_key_is_none(String format, String hex) {
        assertThat(Packer.of(format).unpack(HexFormat.of().parseHex(hex))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "LONG", "hex", "hex0", "hex7", "hex130", "hex9999999999", "sesame.packers.LongPacker"})
    void an_unknown_key_format_is_refused_with_the_known_ones(String format) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Packer.of(format))
                .withMessageContaining("unsigned_long_long");
    }

    @Test
    void a_key_that_does_not_fit_is_refused() {
        assertUnfit("short", new IntegerKey(32_768));
        assertUnfit("unsigned_long", new IntegerKey(-1));
        assertUnfit("unsigned_long_long", new IntegerKey(-1));
        assertUnfit("uuid", new TextKey("x"));
        assertUnfit("bytes", new BytesKey(new byte[256]));
        assertUnfit("str", new TextKey("é".repeat(128)));
        assertUnfit("hex6", new TextKey("abcdefg"));
        assertUnfit("hex6", new TextKey("abcdeg"));
    }

    private static void assertUnfit(String format, PrimaryKey key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Packer.of(format).pack(key))
                .withMessageContaining("does not fit the key format " + format);
    }

    @Test
    void a_key_is_read_as_a_person_writes_it() {
        assertThat(Packer.of("long").parse("42")).isEqualTo(new IntegerKey(42));
        assertThat(Packer.of("str").parse("42")).isEqualTo(new TextKey("42"));
        assertThat(Packer.of("hex4").parse("ABCD")).isEqualTo(new TextKey("abcd"));
        assertThat(Packer.of("bytes").parse("base64:AAH/gA==")).isEqualTo(new BytesKey(new byte[] {0, 1, -1, -128}));
        assertThat(Packer.of("uuid").parse("1f0c8d7e-52a4-4c1b-9c2e-8a7d6b5e4f30"))
                .isInstanceOf(UuidKey.class);
    }

    @ParameterizedTest
    @CsvSource({"long, forty-two", "uuid, 42", "hex4, abc", "bytes, AAH/gA=="})
    void a_key_that_is_written_wrongly_is_refused_with_an_example(String format, String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Packer.of(format).parse(text));
    }
}
