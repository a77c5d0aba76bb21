package pgconform.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import pgconform.testing.Rows;
import pgconform.wire.Bind;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;
import pgconform.wire.FrontendMessage;
import pgconform.wire.Message;
import pgconform.wire.Parse;
import pgconform.wire.Query;
import pgconform.wire.SSLRequest;
import pgconform.wire.Sync;

/** Every octet of a message belongs to exactly one field. */
class FieldDescriptionsTest {
  static Stream<Message> messages() {
    return Stream.of(
        new Query("select 1"),
        new Sync(),
        new SSLRequest(),
        new CancelRequest(7, Bytes.ofHex("01 02 03 04 05")),
        new Parse("s", "select $1", List.of(23, 25)),
        new Bind(
            "p",
            "s",
            List.of(0, 1),
            List.of(Optional.empty(), Optional.of(Bytes.ofHex("2a"))),
            List.of()),
        Rows.error("FATAL", "28000", "no such user"));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void wellFormedMessagesAreTakenApartWholly(Message message) {
    Bytes octets = message.encode();
    List<FieldDescriptions.Field> fields = FieldDescriptions.of(line(message, octets));
    assertEquals(octets.toHex(), joined(fields));
    assertTrue(fields.stream().noneMatch(f -> f.name().equals("surplus")), fields.toString());
    assertTrue(fields.stream().noneMatch(f -> f.value().contains("ends")), fields.toString());
  }

  @Test
  void aCancelRequest() {
    Message cancel = new CancelRequest(7, Bytes.ofHex("61 02 03 04"));
    List<FieldDescriptions.Field> fields = FieldDescriptions.of(line(cancel, cancel.encode()));
    assertEquals(
        List.of(
            new FieldDescriptions.Field(0, "00000010", "length", "16"),
            new FieldDescriptions.Field(4, "04d2162e", "code", "80877102"),
            new FieldDescriptions.Field(8, "00000007", "process ID", "7"),
            new FieldDescriptions.Field(12, "61020304", "secret key", "a···")),
        fields);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5a 00000006 4945        | 6 45 surplus: extra bytes after the last field",
        "4b 00000006 0001        | 5 0001 process ID: the message ends within this field",
        "43 00000007 414243      | 5 414243 tag: ABC, not terminated",
        "76 00000010 00030002 7fffffff 78797a61 | 13 78797a61 option: xyza, not terminated",
        "44 00000006 ffff        | 7 value length: the message ends within this field",
        "5a 00000004             | 5 status: the message ends within this field",
        "00                      | 0 00 type: ·",
      })
  void whatDoesNotFitIsSaid(String hex, String last) {
    Bytes octets = Bytes.ofHex(hex.replace(" ", ""));
    List<FieldDescriptions.Field> fields =
        FieldDescriptions.of(line(TraceLine.Side.RECEIVED, octets, octets.size()));
    FieldDescriptions.Field end = fields.get(fields.size() - 1);
    assertEquals(
        last,
        "%d %s %s: %s"
            .formatted(end.at(), end.octets(), end.name(), end.value())
            .replaceAll(" +", " "));
  }

  @Test
  void whatWasNotKeptIsCounted() {
    Message query = new Query("x".repeat(300));
    Bytes octets = query.encode();
    List<FieldDescriptions.Field> fields =
        FieldDescriptions.of(line(TraceLine.Side.SENT, octets.slice(0, 50), octets.size()));
    FieldDescriptions.Field text = fields.get(2);
    assertEquals("query", text.name());
    assertTrue(text.value().endsWith("x … 256 more octets"), text.value());
    assertEquals(3, fields.size());
  }

  /**
   * Whatever a server sends, and whatever a report from elsewhere holds, nothing hangs or breaks.
   */
  @Property(tries = 2000)
  void anythingCanBeShown(@ForAll @Size(max = 40) byte[] some, @ForAll boolean sent) {
    Bytes octets = Bytes.of(some);
    TraceLine.Side side = sent ? TraceLine.Side.SENT : TraceLine.Side.RECEIVED;
    assertEquals(octets.toHex(), joined(FieldDescriptions.of(line(side, octets, octets.size()))));
    TraceLine foreign = new TraceLine(0, "c", side, "x", Map.of(), "zz", "1", "<b>", some.length);
    assertTrue(FieldDescriptions.of(foreign).size() <= 1);
  }

  private static String joined(List<FieldDescriptions.Field> fields) {
    return fields.stream().map(FieldDescriptions.Field::octets).collect(Collectors.joining());
  }

  @Test
  void whatAClientSendsToUsIsOfAClient() {
    Bytes query = new Query("x").encode();
    TraceLine sent = line(TraceLine.Side.SENT, query, query.size());
    TraceLine received =
        new TraceLine(
            0,
            "c",
            TraceLine.Side.RECEIVED,
            "x",
            Map.of(),
            sent.type(),
            sent.length(),
            sent.body(),
            sent.size(),
            false,
            true);
    assertEquals(FieldDescriptions.of(sent), FieldDescriptions.of(received));
  }

  private static TraceLine line(Message message, Bytes octets) {
    boolean typed = message.type() != Message.NO_TYPE;
    TraceLine.Side side =
        message instanceof FrontendMessage ? TraceLine.Side.SENT : TraceLine.Side.RECEIVED;
    return typed
        ? line(side, octets, octets.size())
        : new TraceLine(
            0,
            "c",
            side,
            "x",
            Map.of(),
            "",
            octets.slice(0, 4).toHex(),
            octets.slice(4, octets.size()).toHex(),
            octets.size());
  }

  private static TraceLine line(TraceLine.Side side, Bytes octets, int size) {
    int type = Math.min(1, octets.size());
    int length = Math.min(5, octets.size());
    boolean whole = octets.size() >= 5;
    return new TraceLine(
        0,
        "c",
        side,
        "x",
        Map.of(),
        octets.slice(0, type).toHex(),
        whole ? octets.slice(type, length).toHex() : "",
        octets.slice(whole ? length : type, octets.size()).toHex(),
        size);
  }
}
