package pgconform.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class FrontendDecoderTest {
  private static final int LIMIT = FrontendMessages.LIMIT;

  /** Messages in an order in which a decoder can know what they are. */
  record Stream(List<FrontendMessage> messages) {
    List<PasswordKind> passwordKinds() {
      return messages.stream()
          .map(FrontendMessages::passwordKind)
          .flatMap(Optional::stream)
          .toList();
    }
  }

  @Provide
  Arbitrary<Stream> streams() {
    Arbitrary<List<FrontendMessage>> requests = FrontendMessages.requests().list().ofMaxSize(3);
    Arbitrary<FrontendMessage> startup =
        Arbitraries.oneOf(
            FrontendMessages.ALL.get(StartupMessage.class),
            FrontendMessages.ALL.get(ProtocolTwoStartupMessage.class));
    Arbitrary<List<FrontendMessage>> typed = FrontendMessages.typed().list().ofMaxSize(12);
    Arbitrary<List<FrontendMessage>> last =
        Arbitraries.oneOf(
            Arbitraries.just(List.of()),
            FrontendMessages.ALL.get(FrontendUnframed.class).list().ofSize(1));
    return Combinators.combine(requests, startup, typed, last)
        .as(
            (r, s, t, l) -> {
              List<FrontendMessage> messages = new ArrayList<>(r);
              messages.add(s);
              messages.addAll(t);
              messages.addAll(l);
              return new Stream(messages);
            });
  }

  @Provide
  Arbitrary<Cuts> cuts() {
    return Cuts.arbitrary();
  }

  @Provide
  Arbitrary<List<Mutation>> mutations() {
    return Mutation.some();
  }

  @Provide
  Arbitrary<Bytes> noise() {
    Arbitrary<Byte> octet =
        Arbitraries.oneOf(
            Arbitraries.bytes(),
            Arbitraries.bytes().between((byte) 0, (byte) 12),
            Arbitraries.of('Q', 'p', 'B', 'P', 'F').map(c -> (byte) c.charValue()),
            // The octets of which the codes of requests are made.
            Arbitraries.of(0x04, 0xd2, 0x16, 0x2e, 0x2f, 0x30).map(Integer::byteValue));
    return octet.array(byte[].class).ofMaxSize(200).map(Bytes::of);
  }

  @Provide
  Arbitrary<Integer> limits() {
    return Arbitraries.of(
        Integer.MIN_VALUE,
        0,
        3,
        4,
        5,
        8,
        30,
        10_000,
        LIMIT,
        Integer.MAX_VALUE - 1,
        Integer.MAX_VALUE);
  }

  @Test
  void everyMessageIsAmongTheArbitraryOnes() {
    assertEquals(
        Set.of(FrontendMessage.class.getPermittedSubclasses()), FrontendMessages.ALL.keySet());
  }

  @Property(tries = 500)
  void decodesWhatWasEncoded(@ForAll("streams") Stream stream, @ForAll("cuts") Cuts cuts) {
    Bytes octets = Streams.encode(stream.messages());
    Observation seen = Observation.ofFrontend(octets, cuts, LIMIT, false, stream.passwordKinds());
    assertEquals(stream.messages(), seen.messages());
    assertEquals(Bytes.EMPTY, seen.pending());
    seen.assertAccountsFor(octets);
  }

  @Property
  void anyOctetsInAnyCutsAreTheSame(
      @ForAll("noise") Bytes octets,
      @ForAll("cuts") Cuts cuts,
      @ForAll("limits") int limit,
      @ForAll boolean typed,
      @ForAll List<PasswordKind> kinds) {
    assertSameHoweverCut(octets, cuts, limit, typed, kinds);
  }

  @Property(tries = 500)
  void mutatedMessagesInAnyCutsAreTheSame(
      @ForAll("streams") Stream stream,
      @ForAll("mutations") List<Mutation> mutations,
      @ForAll("cuts") Cuts cuts,
      @ForAll("limits") int limit) {
    Bytes octets = Mutation.applyAll(mutations, Streams.encode(stream.messages()));
    assertSameHoweverCut(octets, cuts, limit, false, stream.passwordKinds());
  }

  private static void assertSameHoweverCut(
      Bytes octets, Cuts cuts, int limit, boolean typed, List<PasswordKind> kinds) {
    Observation whole = Observation.ofFrontend(octets, Cuts.NONE, limit, typed, kinds);
    assertEquals(whole, Observation.ofFrontend(octets, cuts, limit, typed, kinds));
    whole.assertAccountsFor(octets);
    assertTrue(whole.messages().stream().noneMatch(message -> message.toString().isEmpty()));
  }

  private final FrontendDecoder decoder = new FrontendDecoder(10_000);

  private void feed(Bytes octets) {
    decoder.feed(octets.toArray(), 0, octets.size());
  }

  private void feed(String hex) {
    feed(Bytes.ofHex(hex));
  }

  @Test
  void untypedAgainAfterRequests() {
    feed("00000008 04d2162f 00000008 04d21630 00000009 00030000 00 51 00000005 00");
    assertEquals(new SSLRequest(), decoder.next());
    assertEquals(new GSSENCRequest(), decoder.next());
    assertEquals(new StartupMessage(ProtocolVersion.V3_0, List.of()), decoder.next());
    assertEquals(new Query(""), decoder.next());
    assertNull(decoder.next());
  }

  @Test
  void untypedAndTypedOnDemand() {
    decoder.typed();
    feed("53 00000004 00000008 04d2162f");
    assertEquals(new Sync(), decoder.next());
    decoder.untyped();
    assertEquals(new SSLRequest(), decoder.next());
  }

  @Test
  void malformedStartupMessageStillOpensASession() {
    feed("00000008 00030000 53 00000004");
    assertEquals(
        new FrontendMalformed(
            Message.NO_TYPE, 8, Bytes.ofHex("00030000"), "a string has no terminator"),
        decoder.next());
    assertEquals(new Sync(), decoder.next());
  }

  @Test
  void packetWithoutCodeOpensNothing() {
    feed("00000006 0003 00000008 04d2162f");
    assertEquals(
        new FrontendMalformed(Message.NO_TYPE, 6, Bytes.ofHex("0003"), "ends inside an Int32"),
        decoder.next());
    assertEquals(new SSLRequest(), decoder.next());
  }

  @Test
  void startupMessageEndsAtItsFirstEmptyName() {
    Bytes body = Bytes.ofHex("00030000").plus(Bytes.ofText("user\0x\0\0more\0\0"));
    feed(Frame.untyped(body).toBytes());
    assertEquals(
        new FrontendMalformed(Message.NO_TYPE, body.size() + 4, body, "6 surplus bytes at the end"),
        decoder.next());
  }

  @Test
  void sslRequestWithSurplusIsMalformed() {
    feed("0000000c 04d2162f 00000000 00000008 04d2162f");
    assertInstanceOf(FrontendMalformed.class, decoder.next());
    assertEquals(new SSLRequest(), decoder.next());
  }

  @Test
  void cancelRequestWithoutProcessIdIsMalformed() {
    feed("00000008 04d2162e");
    assertInstanceOf(FrontendMalformed.class, decoder.next());
    feed("0000000c 04d2162e 00000001");
    assertEquals(new CancelRequest(1, Bytes.EMPTY), decoder.next());
  }

  @Test
  void foreignProtocolIsUnframed() {
    feed(Bytes.ofText("GET / HTTP/1.1\r\n"));
    assertEquals(new FrontendUnframed(Message.NO_TYPE, 0x47455420), decoder.next());
    assertTrue(decoder.broken());
    assertEquals(12, decoder.discarded());
    assertFalse(decoder.midMessage());
  }

  @Test
  void passwordKindCountsForOneMessage() {
    decoder.typed();
    decoder.expectPassword(PasswordKind.SASL);
    feed("70 00000006 4100 70 00000006 4100");
    assertEquals(new SASLResponse(Bytes.ofHex("4100")), decoder.next());
    assertEquals(new PasswordMessage("A"), decoder.next());
  }

  @Test
  void passwordMessageThatIsNoneIsMalformed() {
    decoder.typed();
    feed("70 00000005 41");
    assertInstanceOf(FrontendMalformed.class, decoder.next());
    decoder.expectPassword(PasswordKind.SASL_INITIAL);
    feed("70 00000006 4100");
    assertInstanceOf(FrontendMalformed.class, decoder.next());
  }
}
