package pgconform.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each message against octets written by hand after the documentation. */
class WireFormatTest {
  private static final Bytes KEY = Bytes.ofHex("8f3a01c2");
  private static final Optional<Bytes> NULL = Optional.empty();

  private record Sample<M extends Message>(M message, String hex) {}

  private static Sample<BackendMessage> b(BackendMessage message, String hex) {
    return new Sample<>(message, hex);
  }

  private static Sample<FrontendMessage> f(FrontendMessage message, String hex) {
    return new Sample<>(message, hex);
  }

  private static Optional<Bytes> value(String hex) {
    return Optional.of(Bytes.ofHex(hex));
  }

  private static final List<Sample<BackendMessage>> BACKEND =
      List.of(
          b(new AuthenticationOk(), "52 00000008 00000000"),
          b(new AuthenticationKerberosV5(), "52 00000008 00000002"),
          b(new AuthenticationCleartextPassword(), "52 00000008 00000003"),
          b(new AuthenticationMD5Password(KEY), "52 0000000c 00000005 8f3a01c2"),
          b(new AuthenticationGSS(), "52 00000008 00000007"),
          b(new AuthenticationGSSContinue(KEY), "52 0000000c 00000008 8f3a01c2"),
          b(new AuthenticationSSPI(), "52 00000008 00000009"),
          b(
              new AuthenticationSASL(List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256")),
              "52 0000002a 0000000a 534352414d2d5348412d3235362d504c555300"
                  + "534352414d2d5348412d32353600 00"),
          b(new AuthenticationSASLContinue(Bytes.ofText("r=1")), "52 0000000b 0000000b 723d31"),
          b(new AuthenticationSASLFinal(Bytes.ofText("v=1")), "52 0000000b 0000000c 763d31"),
          b(new AuthenticationUnknown(6, KEY), "52 0000000c 00000006 8f3a01c2"),
          b(new BackendKeyData(4711, KEY), "4b 0000000c 00001267 8f3a01c2"),
          b(
              new BackendKeyData(
                  -2,
                  Bytes.ofHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")),
              "4b 00000028 fffffffe"
                  + "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
          b(new BackendKeyData(1, Bytes.EMPTY), "4b 00000008 00000001"),
          b(new BindComplete(), "32 00000004"),
          b(new CloseComplete(), "33 00000004"),
          b(new CommandComplete("SELECT 1"), "43 0000000d 53454c454354203100"),
          b(new CopyBothResponse(0, List.of()), "57 00000007 00 0000"),
          b(new CopyInResponse(0, List.of(0, 0)), "47 0000000b 00 0002 0000 0000"),
          b(new CopyOutResponse(1, List.of(1)), "48 00000009 01 0001 0001"),
          b(new CopyData(Bytes.ofHex("310a")), "64 00000006 310a"),
          b(new CopyDone(), "63 00000004"),
          b(
              new DataRow(List.of(value("31"), NULL, value(""))),
              "44 00000013 0003 00000001 31 ffffffff 00000000"),
          b(new EmptyQueryResponse(), "49 00000004"),
          b(new EncryptionResponse('S'), "53"),
          b(
              new ErrorResponse(List.of(new Field('S', "ERROR"), new Field('C', "57014"))),
              "45 00000013 53 4552524f5200 43 353730313400 00"),
          b(new FunctionCallResponse(value("00000001")), "56 0000000c 00000004 00000001"),
          b(new FunctionCallResponse(NULL), "56 00000008 ffffffff"),
          b(new MalformedMessage('Z', 4, Bytes.EMPTY, "ends inside a byte"), "5a 00000004"),
          b(new NegotiateProtocolVersion(0x00030000, List.of()), "76 0000000c 00030000 00000000"),
          b(
              new NegotiateProtocolVersion(0x00030002, List.of("_pq_.a", "_pq_.")),
              "76 00000019 00030002 00000002 5f70715f2e6100 5f70715f2e00"),
          b(new NoData(), "6e 00000004"),
          b(new NoticeResponse(List.of(new Field('M', "\u00e9"))), "4e 00000009 4d c3a900 00"),
          b(new NotificationResponse(4711, "ch", ""), "41 0000000c 00001267 636800 00"),
          b(new ParameterDescription(List.of(23, -1)), "74 0000000e 0002 00000017 ffffffff"),
          b(new ParameterStatus("TimeZone", "UTC"), "53 00000011 54696d655a6f6e6500 55544300"),
          b(new ParseComplete(), "31 00000004"),
          b(new PortalSuspended(), "73 00000004"),
          b(new ProtocolTwoAuthentication(3), "52 00000003"),
          b(new ProtocolTwoBackendKeyData(4711, KEY), "4b 00001267 8f3a01c2"),
          b(new ProtocolTwoCommandComplete("BEGIN"), "43 424547494e00"),
          b(new ProtocolTwoReadyForQuery(), "5a"),
          b(new ProtocolTwoErrorResponse("FATAL:  no\n"), "45 464154414c3a20206e6f0a 00"),
          b(new ReadyForQuery('T'), "5a 00000005 54"),
          b(
              new RowDescription(List.of(new Column("a", 1259, -1, 23, -1, -1, 1))),
              "54 0000001a 0001 6100 000004eb ffff 00000017 ffff ffffffff 0001"),
          b(new UnframedMessage('D', Integer.MAX_VALUE), "44 7fffffff"),
          b(new UnknownMessage('!', KEY), "21 00000008 8f3a01c2"));

  private static final List<Sample<FrontendMessage>> FRONTEND =
      List.of(
          f(
              new Bind("p", "s", List.of(1), List.of(value("00000001"), NULL), List.of(0, 1)),
              "42 00000020 7000 7300 0001 0001 0002 00000004 00000001 ffffffff 0002 0000 0001"),
          f(new CancelRequest(4711, KEY), "00000010 04d2162e 00001267 8f3a01c2"),
          f(new CancelRequest(-1, Bytes.EMPTY), "0000000c 04d2162e ffffffff"),
          f(
              new CancelRequest(1, Bytes.of(new byte[32])),
              "0000002c 04d2162e 00000001" + " 00000000".repeat(8)),
          f(new Close('S', "s"), "43 00000007 53 7300"),
          f(new CopyData(Bytes.ofHex("310a")), "64 00000006 310a"),
          f(new CopyDone(), "63 00000004"),
          f(new CopyFail("no"), "66 00000007 6e6f00"),
          f(new Describe('P', ""), "44 00000006 50 00"),
          f(new Execute("p", 10), "45 0000000a 7000 0000000a"),
          f(new Flush(), "48 00000004"),
          f(
              new FrontendMalformed('Q', 5, Bytes.ofText("x"), "a string has no terminator"),
              "51 00000005 78"),
          f(new FrontendUnframed('Q', 3), "51 00000003"),
          f(new FrontendUnknown(0, KEY), "00 00000008 8f3a01c2"),
          f(
              new FunctionCall(1598, List.of(1), List.of(value("ff")), 1),
              "46 00000015 0000063e 0001 0001 0001 00000001 ff 0001"),
          f(new GSSENCRequest(), "00000008 04d21630"),
          f(new GSSResponse(KEY), "70 00000008 8f3a01c2"),
          f(new Parse("s", "x", List.of(23)), "50 0000000e 7300 7800 0001 00000017"),
          f(new PasswordMessage("secret"), "70 0000000b 73656372657400"),
          f(new Query("select 1"), "51 0000000d 73656c656374203100"),
          f(new RequestWithUnknownCode(0x04d21631, KEY), "0000000c 04d21631 8f3a01c2"),
          f(
              new SASLInitialResponse("SCRAM-SHA-256", value("6e2c2c")),
              "70 00000019 534352414d2d5348412d32353600 00000003 6e2c2c"),
          f(new SASLInitialResponse("X", NULL), "70 0000000a 5800 ffffffff"),
          f(new SASLResponse(KEY), "70 00000008 8f3a01c2"),
          f(new SSLRequest(), "00000008 04d2162f"),
          f(
              new ProtocolTwoStartupMessage("db", "me"),
              "00000128 00020000 6462" + "00".repeat(62) + "6d65" + "00".repeat(30 + 192)),
          f(new StartupMessage(ProtocolVersion.V3_0, List.of()), "00000009 00030000 00"),
          f(
              new StartupMessage(
                  ProtocolVersion.V3_2,
                  List.of(
                      new Parameter("user", "a"),
                      new Parameter("_pq_.x", ""),
                      new Parameter("user", "b"))),
              "0000001f 00030002 7573657200 6100 5f70715f2e7800 00 7573657200 6200 00"),
          f(new Sync(), "53 00000004"),
          f(new Terminate(), "58 00000004"));

  private static Stream<DynamicTest> tests(List<? extends Sample<?>> samples) {
    return samples.stream()
        .map(
            sample ->
                DynamicTest.dynamicTest(sample.message().toString(), () -> assertBothWays(sample)));
  }

  private static void assertBothWays(Sample<?> sample) {
    Message message = sample.message();
    Bytes octets = Bytes.ofHex(sample.hex());
    assertEquals(octets, message.encode());
    assertEquals(message.getClass().getSimpleName(), message.messageName());
    if (message instanceof BackendMessage) {
      BackendDecoder decoder = new BackendDecoder(1000);
      if (message instanceof EncryptionResponse) {
        decoder.expectEncryptionResponse();
      } else if (message.getClass().getSimpleName().startsWith("ProtocolTwo")) {
        Bytes first = new ProtocolTwoAuthentication(0).encode();
        decoder.expectProtocolTwo();
        decoder.feed(first.toArray(), 0, first.size());
        assertEquals(new ProtocolTwoAuthentication(0), decoder.next());
      }
      decoder.feed(octets.toArray(), 0, octets.size());
      assertEquals(message, decoder.next());
      assertNull(decoder.next());
    }
    if (message instanceof FrontendMessage sent) {
      FrontendDecoder decoder = new FrontendDecoder(1000);
      if (message.type() != Message.NO_TYPE) {
        decoder.typed();
      }
      FrontendMessages.passwordKind(sent).ifPresent(decoder::expectPassword);
      decoder.feed(octets.toArray(), 0, octets.size());
      assertEquals(message, decoder.next());
      assertNull(decoder.next());
    }
  }

  @TestFactory
  Stream<DynamicTest> backendMessages() {
    return tests(BACKEND);
  }

  @TestFactory
  Stream<DynamicTest> frontendMessages() {
    return tests(FRONTEND);
  }

  @Test
  void noMessageIsForgotten() {
    assertEquals(BackendMessages.kinds(), kinds(BACKEND));
    assertEquals(Set.of(FrontendMessage.class.getPermittedSubclasses()), kinds(FRONTEND));
  }

  private static Set<Class<?>> kinds(List<? extends Sample<?>> samples) {
    Set<Class<?>> kinds = new HashSet<>();
    samples.forEach(sample -> kinds.add(sample.message().getClass()));
    return kinds;
  }

  @Test
  void numbersAreCutToTheirWidth() {
    assertEquals(Bytes.ofHex("5a 00000005 49"), new ReadyForQuery(0x149).encode());
    assertEquals(
        Bytes.ofHex("48 00000009 ff 0001 ffff"),
        new CopyOutResponse(-1, List.of(0x1ffff)).encode());
    assertEquals(
        Bytes.ofHex("00000009 00030001 00"),
        new StartupMessage(new ProtocolVersion(0x10003, 0x10001), List.of()).encode());
  }

  @Test
  void secretKeysOf64KiB() {
    Bytes key = Bytes.of(new byte[1 << 16]);
    assertEquals(12 + (1 << 16), new CancelRequest(1, key).encode().size());
    assertEquals(9 + (1 << 16), new BackendKeyData(1, key).encode().size());
  }
}
