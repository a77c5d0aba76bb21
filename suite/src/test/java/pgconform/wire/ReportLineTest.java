package pgconform.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What reports print of messages. */
class ReportLineTest {
  private static final Bytes KEY = Bytes.ofHex("8f3a01c2");
  private static final String SECRET = "correct horse";

  private static void assertShows(String line, Message message) {
    assertEquals(line, message.toString());
  }

  @Test
  void backendMessages() {
    assertShows("AuthenticationOk", new AuthenticationOk());
    assertShows("AuthenticationMD5Password(salt=8f3a01c2)", new AuthenticationMD5Password(KEY));
    assertShows(
        "AuthenticationSASL(mechanisms=[\"SCRAM-SHA-256\"])",
        new AuthenticationSASL(List.of("SCRAM-SHA-256")));
    assertShows("AuthenticationUnknown(code=6, data=)", new AuthenticationUnknown(6, Bytes.EMPTY));
    assertShows(
        "BackendKeyData(processId=4711, secretKey=8f3a01c2)", new BackendKeyData(4711, KEY));
    assertShows("CommandComplete(\"SELECT 1\")", new CommandComplete("SELECT 1"));
    assertShows(
        "CopyInResponse(format=0, columnFormats=[0, 1])", new CopyInResponse(0, List.of(0, 1)));
    assertShows(
        "DataRow(values=[8f3a01c2, NULL])",
        new DataRow(List.of(Optional.of(KEY), Optional.empty())));
    assertShows("EncryptionResponse('S')", new EncryptionResponse('S'));
    assertShows("EncryptionResponse(0x00)", new EncryptionResponse(0));
    assertShows("FunctionCallResponse(NULL)", new FunctionCallResponse(Optional.empty()));
    assertShows(
        "MalformedMessage(type='Z', length=4, ends inside a byte, body=)",
        new MalformedMessage('Z', 4, Bytes.EMPTY, "ends inside a byte"));
    assertShows(
        "NegotiateProtocolVersion(version=0x00030002, options=[\"_pq_.x\"])",
        new NegotiateProtocolVersion(0x00030002, List.of("_pq_.x")));
    assertShows(
        "NotificationResponse(processId=1, channel=\"c\", payload=\"p\")",
        new NotificationResponse(1, "c", "p"));
    assertShows(
        "ParameterDescription(parameterTypes=[23, 4294967295])",
        new ParameterDescription(List.of(23, -1)));
    assertShows("ParameterStatus(TimeZone=\"UTC\")", new ParameterStatus("TimeZone", "UTC"));
    assertShows(
        "ProtocolTwoBackendKeyData(processId=4711, secretKey=8f3a01c2)",
        new ProtocolTwoBackendKeyData(4711, KEY));
    assertShows("ProtocolTwoAuthentication(code=3)", new ProtocolTwoAuthentication(3));
    assertShows(
        "ProtocolTwoErrorResponse(\"FATAL:  no\\x0a\")",
        new ProtocolTwoErrorResponse("FATAL:  no\n"));
    assertShows(
        "RowDescription(columns=[\"a\" 23])",
        new RowDescription(List.of(new Column("a", 0, 0, 23, 4, -1, 0))));
    assertShows("UnframedMessage(type='H', length=-1)", new UnframedMessage('H', -1));
    assertShows(
        "UnframedMessage(type='H', length=1414811695, octets=\"HTTP/\")",
        new UnframedMessage('H', 0x5454502f));
    assertShows("UnknownMessage(type=0x7f, body=8f3a01c2)", new UnknownMessage(0x7f, KEY));
  }

  @Test
  void readyForQuery() {
    assertShows("ReadyForQuery(idle)", new ReadyForQuery('I'));
    assertShows("ReadyForQuery(in transaction)", new ReadyForQuery('T'));
    assertShows("ReadyForQuery(failed transaction)", new ReadyForQuery('E'));
    assertShows("ReadyForQuery(status=0x3f)", new ReadyForQuery('?'));
  }

  @Test
  void errorResponse() {
    ErrorResponse error =
        new ErrorResponse(
            List.of(
                new Field('S', "ERROR"),
                new Field('C', "57014"),
                new Field('M', "canceling statement due to user request"),
                new Field('L', "3401"),
                new Field('\u0001', "x\u001b")));
    assertShows(
        "ErrorResponse(S=ERROR, C=57014, M=\"canceling statement due to user request\", L=3401,"
            + " \\x01=\"x\\x1b\")",
        error);
    assertShows(
        "NoticeResponse(S=\"HIN WEIS\", C=\"\")",
        new NoticeResponse(List.of(new Field('S', "HIN WEIS"), new Field('C', ""))));
    assertEquals(Optional.of("57014"), error.sqlState());
    assertEquals(Optional.of("ERROR"), error.severity());
    assertEquals(Optional.of("canceling statement due to user request"), error.message());
    assertEquals(Optional.empty(), error.field('V'));
  }

  @Test
  void severityIsTheOneNeverTranslated() {
    List<Field> fields = List.of(new Field('S', "FEHLER"), new Field('V', "ERROR"));
    assertEquals(Optional.of("ERROR"), new NoticeResponse(fields).severity());
    assertEquals(Optional.empty(), new NoticeResponse(List.of()).severity());
  }

  @Test
  void frontendMessages() {
    assertShows(
        "Bind(portal=\"\", statement=\"s\", parameterFormats=[1], parameterValues=[NULL],"
            + " resultFormats=[])",
        new Bind("", "s", List.of(1), List.of(Optional.empty()), List.of()));
    assertShows("CancelRequest(processId=-1, secretKey=8f3a01c2)", new CancelRequest(-1, KEY));
    assertShows("Close(target='P', name=\"p\")", new Close('P', "p"));
    assertShows("CopyData(data=8f3a01c2)", new CopyData(KEY));
    assertShows("Describe(target=0x00, name=\"\")", new Describe('\0', ""));
    assertShows("Execute(portal=\"\", maxRows=0)", new Execute("", 0));
    assertShows(
        "FunctionCall(functionOid=1, argumentFormats=[], arguments=[], resultFormat=1)",
        new FunctionCall(1, List.of(), List.of(), 1));
    assertShows(
        "Parse(statement=\"\", query=\"x\", parameterTypes=[])", new Parse("", "x", List.of()));
    assertShows("Query(\"select 1\")", new Query("select 1"));
    assertShows("Query(\"select \\\"\\\\\")", new Query("select \"\\"));
    assertShows("SSLRequest", new SSLRequest());
    assertShows(
        "RequestWithUnknownCode(code=1234.5681, data=8f3a01c2)",
        new RequestWithUnknownCode(0x04d21631, KEY));
    assertShows(
        "StartupMessage(3.0, user=\"x\", database=\"y\")",
        new StartupMessage(
            ProtocolVersion.V3_0,
            List.of(new Parameter("user", "x"), new Parameter("database", "y"))));
    assertShows("FrontendUnframed(type=none, length=3)", new FrontendUnframed(Message.NO_TYPE, 3));
    assertShows("FrontendUnknown(type=0x27, body=)", new FrontendUnknown('\'', Bytes.EMPTY));
    assertShows(
        "FrontendMalformed(type=none, length=8, a string has no terminator, body=00030000)",
        new FrontendMalformed(
            Message.NO_TYPE, 8, Bytes.ofHex("00030000"), "a string has no terminator"));
  }

  @Test
  void secretsAreNotShown() {
    Bytes secret = Bytes.ofText(SECRET);
    assertShows("PasswordMessage(13 bytes)", new PasswordMessage(SECRET));
    assertShows("SASLInitialResponse(13 bytes)", new SASLInitialResponse("X", Optional.of(secret)));
    assertShows("SASLInitialResponse(0 bytes)", new SASLInitialResponse(SECRET, Optional.empty()));
    assertShows("SASLResponse(13 bytes)", new SASLResponse(secret));
    assertShows("GSSResponse(13 bytes)", new GSSResponse(secret));
    assertShows("AuthenticationGSSContinue(13 bytes)", new AuthenticationGSSContinue(secret));
    assertShows("AuthenticationSASLContinue(13 bytes)", new AuthenticationSASLContinue(secret));
    assertShows("AuthenticationSASLFinal(13 bytes)", new AuthenticationSASLFinal(secret));
    assertShows(
        "FrontendMalformed(type='p', length=17, a string has no terminator, 13 bytes)",
        new FrontendMalformed('p', 17, secret, "a string has no terminator"));
  }

  @Test
  void longMessagesAreAbbreviated() {
    assertShows("Query(\"" + "x".repeat(300) + "… (700 more)\")", new Query("x".repeat(1000)));
    assertShows(
        "CopyData(data=" + "00".repeat(64) + "… (100 bytes))",
        new CopyData(Bytes.of(new byte[100])));
    assertTrue(
        new ParameterDescription(Collections.nCopies(1000, 23))
            .toString()
            .endsWith(", … (976 more)])"));
    assertTrue(
        new ErrorResponse(Collections.nCopies(1000, new Field('L', "1")))
            .toString()
            .endsWith("L=1, … (976 more))"));
  }

  @Provide
  Arbitrary<Message> messages() {
    return Arbitraries.oneOf(
        BackendMessages.ordinary().map(message -> (Message) message),
        FrontendMessages.ALL.get(StartupMessage.class).map(message -> (Message) message),
        FrontendMessages.typed().map(message -> (Message) message));
  }

  @Property
  void anyMessageIsOneHarmlessLine(@ForAll("messages") Message message) {
    String line = message.toString();
    assertTrue(line.startsWith(message.messageName()), line);
    assertFalse(line.codePoints().anyMatch(ReportLineTest::isHarmful), line);
    assertTrue(line.length() < 50_000, () -> "a line of " + line.length());
  }

  private static boolean isHarmful(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
