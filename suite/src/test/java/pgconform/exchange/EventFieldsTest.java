package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.link.Event;
import pgconform.property.ParameterList;
import pgconform.scenario.Pattern;
import pgconform.wire.AuthenticationMD5Password;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.AuthenticationSASLContinue;
import pgconform.wire.BackendKeyData;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.CommandComplete;
import pgconform.wire.DataRow;
import pgconform.wire.EncryptionResponse;
import pgconform.wire.ErrorResponse;
import pgconform.wire.Field;
import pgconform.wire.NegotiateProtocolVersion;
import pgconform.wire.Parameter;
import pgconform.wire.ParameterDescription;
import pgconform.wire.ParameterStatus;
import pgconform.wire.ReadyForQuery;

/** Which events one letter of a pattern describes, and by which words for their fields. */
class EventFieldsTest {
  private static final Map<String, Event> EVENTS = new HashMap<>();

  static {
    put("ok", new AuthenticationOk());
    put("md5", new AuthenticationMD5Password(Bytes.ofHex("01020304")));
    put("sasl", new AuthenticationSASLContinue(Bytes.ofHex("01")));
    put("scram", new AuthenticationSASLContinue(Bytes.ofText("r=s=1,s=W22Z==,i=4096")));
    put("idle", new ReadyForQuery('I'));
    put("open", new ReadyForQuery('T'));
    put("failed", new ReadyForQuery('E'));
    put("odd", new ReadyForQuery('X'));
    put(
        "error",
        new ErrorResponse(
            List.of(
                new Field('S', "FEHLER"),
                new Field('V', "ERROR"),
                new Field('C', "57014"),
                new Field('M', "it was cancelled"))));
    put(
        "fatal",
        new ErrorResponse(
            List.of(new Field('S', "FATAL"), new Field('V', "ERROR"), new Field('C', "57P01"))));
    put("old", new ErrorResponse(List.of(new Field('S', "FEHLER"), new Field('C', "57014"))));
    put("key", new BackendKeyData(4711, Bytes.ofHex("01020304")));
    put("negative", new BackendKeyData(-5, Bytes.ofHex("00")));
    put("row", row("a", "b"));
    put("null", new DataRow(List.of(Optional.empty())));
    put("number", row("42"));
    put("long", row("1234567890123456789"));
    put("none", new DataRow(List.of()));
    put("empty and null", new DataRow(List.of(Optional.of(Bytes.EMPTY), Optional.empty())));
    put("tag", new CommandComplete("SELECT 1"));
    put("zone", new ParameterStatus("TimeZone", "UTC"));
    put("yes", new EncryptionResponse('S'));
    put("version", new NegotiateProtocolVersion(196610, List.of("_pq_.a", "_pq_.b")));
    put("types", new ParameterDescription(List.of(23, 25)));
    EVENTS.put("fin", new Event.Closed(1, false, false));
    EVENTS.put("rst", new Event.Closed(1, true, false));
    EVENTS.put("notified", new Event.Closed(1, false, true));
    EVENTS.put("encrypted", new Event.Encrypted(1, "TLSv1.3", "postgresql"));
    EVENTS.put("broken", new Event.TlsFailed(1, "bad certificate"));
    EVENTS.put("flood", new Event.Flooded(1, 9));
  }

  private static DataRow row(String... values) {
    return new DataRow(
        java.util.Arrays.stream(values).map(v -> Optional.of(Bytes.ofText(v))).toList());
  }

  private static void put(String name, BackendMessage message) {
    EVENTS.put(name, new Event.Received(1, message));
  }

  private static boolean holds(String pattern, String event, Object variable) {
    Pattern.One one = (Pattern.One) Patterns.of(pattern);
    return new EventMatcher(v -> variable).holds(one, EVENTS.get(event));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "AuthenticationOk                         ~ ok        ~ md5",
        "Authentication                           ~ md5       ~ error",
        "Authentication                           ~ ok        ~ fin",
        "any[57014]                               ~ error     ~ idle",
        "AuthenticationSASLContinue[i=4096]       ~ scram     ~ sasl",
        "AuthenticationSASLContinue[i=absent]     ~ sasl      ~ scram",
        "AuthenticationSASLContinue[s=\"W22Z==\"] ~ scram     ~ sasl",
        "AuthenticationSASLContinue[r=\"s=1\"]    ~ scram     ~ sasl",
        "Flooded                                  ~ flood     ~ idle",
        "Flooded[9]                               ~ flood     ~ idle",
        "Closed                                   ~ rst       ~ flood",
        "Closed[FIN]                              ~ fin       ~ rst",
        "Closed[RST]                              ~ rst       ~ fin",
        "Closed[FIN]                              ~ notified  ~ rst",
        "Closed[close_notify]                     ~ notified  ~ fin",
        "Closed[!close_notify]                    ~ fin       ~ notified",
        "Closed[reset=true]                       ~ rst       ~ fin",
        "Closed[closeNotify=true]                 ~ notified  ~ fin",
        "Encrypted[TLSv1.3]                       ~ encrypted ~ broken",
        "Encrypted[alpn=postgresql]               ~ encrypted ~ broken",
        "TlsFailed[/.*certificate/]               ~ broken    ~ encrypted",
        "ReadyForQuery[idle]                      ~ idle      ~ open",
        "ReadyForQuery[I]                         ~ idle      ~ failed",
        "ReadyForQuery[\"in transaction\"]        ~ open      ~ idle",
        "ReadyForQuery[transaction]               ~ open      ~ failed",
        "ReadyForQuery[T]                         ~ open      ~ odd",
        "ReadyForQuery[\"failed transaction\"]    ~ failed    ~ open",
        "ReadyForQuery[failed]                    ~ failed    ~ idle",
        "ReadyForQuery[E]                         ~ failed    ~ idle",
        "ReadyForQuery[88]                        ~ odd       ~ idle",
        "ReadyForQuery[!idle]                     ~ odd       ~ idle",
        "ReadyForQuery[idle|failed]               ~ failed    ~ open",
        "ReadyForQuery[!idle|failed]              ~ open      ~ failed",
        "ErrorResponse[57014]                     ~ error     ~ ok",
        "any[C=57P01|57014]                       ~ error     ~ idle",
        "any[C!=57014]                            ~ idle      ~ error",
        "any[C!=57P01, V=ERROR]                   ~ error     ~ idle",
        "any[D=absent]                            ~ error     ~ idle",
        "ErrorResponse[fields.size=4]             ~ error     ~ idle",
        "any[closeNotify=false]                   ~ rst       ~ notified",
        "any[version=TLSv1.3]                     ~ encrypted ~ version",
        "any[S=FEHLER, M=/it was .*/]             ~ error     ~ idle",
        "ErrorResponse[S=ERROR]                   ~ error     ~ fatal",
        "any[S=FEHLER]                            ~ old       ~ fatal",
        "ErrorResponse[S!=ERROR]                  ~ fatal     ~ error",
        "ErrorResponse[S=FATAL]                   ~ fatal     ~ error",
        "BackendKeyData[4711]                     ~ key       ~ negative",
        "BackendKeyData[4711..4711]               ~ key       ~ negative",
        "BackendKeyData[processId=4711]           ~ key       ~ negative",
        "BackendKeyData[processId=-5]             ~ negative  ~ key",
        "BackendKeyData[processId=-9..-5]         ~ negative  ~ key",
        "BackendKeyData[processId=1..4711]        ~ key       ~ negative",
        "BackendKeyData[processId=4711..9999]     ~ key       ~ negative",
        "BackendKeyData[secretKey=01020304]       ~ key       ~ negative",
        "BackendKeyData[secretKey.size=4]         ~ key       ~ negative",
        "BackendKeyData[secretKey.size=2..9]      ~ key       ~ negative",
        "DataRow[\"a b\"]                         ~ row       ~ number",
        "DataRow[NULL]                            ~ null      ~ number",
        "DataRow[\" NULL\"]                        ~ empty and null ~ null",
        "DataRow[42]                              ~ number    ~ null",
        "DataRow[41..43]                          ~ number    ~ row",
        "DataRow[\"\"]                            ~ none      ~ null",
        "DataRow[values.size=2]                   ~ row       ~ number",
        "DataRow[values.size=0]                   ~ none      ~ number",
        "CommandComplete[/SELECT \\d/]            ~ tag       ~ idle",
        "CommandComplete[tag.size=8]              ~ tag       ~ idle",
        "any[/SELECT 1/]                          ~ tag       ~ row",
        "ParameterStatus[TimeZone]                ~ zone      ~ tag",
        "ParameterStatus[name=TimeZone,value=UTC] ~ zone      ~ tag",
        "EncryptionResponse[S]                    ~ yes       ~ tag",
        "NegotiateProtocolVersion[version=3.2]    ~ version   ~ tag",
        "any[version=196610]                      ~ version   ~ encrypted",
        "any[options=\"_pq_.a _pq_.b\"]           ~ version   ~ tag",
        "ParameterDescription[\"23 25\"]          ~ types     ~ tag",
      })
  void oneIsDescribedAndTheOtherIsNot(String pattern, String described, String other) {
    assertEquals("true false", holds(pattern, described, "") + " " + holds(pattern, other, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        // What floods is described by nothing else, not even by 'any'.
        "any[bytes=9]                             ~ flood",
        "any[bytes=1..9]                          ~ flood",
        "ParameterStatus[name=TimeZone,value=GMT] ~ zone",
        "ParameterStatus[name=timezone,value=UTC] ~ zone",
        "ParameterStatus[value=1..5]              ~ zone",
        "BackendKeyData[processId=4712..9999]     ~ key",
        "BackendKeyData[processId=1..4710]        ~ key",
        "BackendKeyData[secretKey.size=5..9]      ~ key",
        "DataRow[/4/]                             ~ number",
        "DataRow[0..9]                            ~ long",
        // One name begins with the other, but only a family stands for all that begin with it.
        "AuthenticationSASL                       ~ sasl",
        "ErrorResponse[C=absent]                  ~ error",
        "ErrorResponse[M=/it/]                    ~ error",
        "ErrorResponse[M=ERROR]                   ~ error",
        "EncryptionResponse[N]                    ~ yes",
        "NegotiateProtocolVersion[version=3.1]    ~ version",
      })
  void isNotDescribed(String pattern, String event) {
    assertEquals(false, holds(pattern, event, ""));
  }

  @ParameterizedTest
  @CsvSource({
    "secretKey, 01020304, true",
    "secretKey, 01020305, false",
    "processId, 4711, true",
    "processId, 4712, false",
  })
  void comparesWithWhatAVariableHolds(String field, String value, boolean same) {
    String pattern = "BackendKeyData[%s=$s.%s]".formatted(field, field);
    Object held = field.equals("secretKey") ? Bytes.ofHex(value) : Integer.valueOf(value);
    assertEquals(same, holds(pattern, "key", held));
    assertEquals(!same, holds(pattern.replace("=", "!="), "key", held));
    assertEquals(same, holds(pattern, "key", Optional.of(held)));
    assertEquals(same, holds(pattern, "key", value), "as text");
  }

  @Test
  void parametersAreKnownByTheirNames() {
    ParameterList sent =
        new ParameterList(List.of(new Parameter("_pq_.a", "1"), new Parameter("_pq_.b", "2")));
    String pattern = "NegotiateProtocolVersion[options=$s.processId]";
    assertEquals(true, holds(pattern, "version", sent));
    ParameterList other = new ParameterList(sent.entries().subList(0, 1));
    assertEquals(false, holds(pattern, "version", other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "ok        ~ AuthenticationOk",
        "error     ~ ErrorResponse",
        "fin       ~ Closed",
        "encrypted ~ Encrypted",
        "flood     ~ Flooded"
      })
  void eventsHaveTheNamesThatPatternsUse(String event, String name) {
    assertEquals(name, EventMatcher.name(EVENTS.get(event)));
  }

  @ParameterizedTest
  @CsvSource({
    "sasl, data, 01",
    "key, processId, 4711",
    "key, '', 4711",
    "encrypted, '', TLSv1.3",
    "encrypted, alpn, postgresql",
    "fin, '', false",
    "fin, nanos, 1",
    "key, unknown, ''",
    "ok, '', ''",
  })
  void aCapturedEventHasFields(String event, String field, String value) {
    Event e = EVENTS.get(event);
    Object subject = e instanceof Event.Received received ? received.message() : e;
    assertEquals(value, String.valueOf(EventMatcher.component(subject, field)));
  }
}
