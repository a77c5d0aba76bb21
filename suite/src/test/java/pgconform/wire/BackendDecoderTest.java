package pgconform.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BackendDecoderTest {
  private static final int LIMIT = BackendMessages.LIMIT;

  /** Messages in an order in which a decoder can know what they are. */
  record Stream(List<BackendMessage> messages) {
    int replies() {
      return (int) messages.stream().filter(EncryptionResponse.class::isInstance).count();
    }
  }

  @Provide
  Arbitrary<Stream> streams() {
    Arbitrary<List<BackendMessage>> replies =
        Arbitraries.oneOf(
            Arbitraries.just(List.of()),
            BackendMessages.ALL.get(EncryptionResponse.class).list().ofMaxSize(2));
    Arbitrary<List<BackendMessage>> first =
        Arbitraries.oneOf(
            Arbitraries.just(List.of()),
            BackendMessages.ALL.get(ProtocolTwoErrorResponse.class).list().ofSize(1));
    Arbitrary<List<BackendMessage>> middle = BackendMessages.ordinary().list().ofMaxSize(12);
    Arbitrary<List<BackendMessage>> last =
        Arbitraries.oneOf(
            Arbitraries.just(List.of()),
            BackendMessages.ALL.get(UnframedMessage.class).list().ofSize(1));
    return Combinators.combine(replies, first, middle, last)
        .as(
            (r, f, m, l) -> {
              List<BackendMessage> messages = new ArrayList<>(r);
              messages.addAll(f);
              messages.addAll(m);
              // What would be taken for an error of protocol 2.0 is no unframed message.
              if (!messages.stream().allMatch(EncryptionResponse.class::isInstance)) {
                messages.addAll(l);
              }
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
    // Small octets and real types make frames likely.
    Arbitrary<Byte> octet =
        Arbitraries.oneOf(
            Arbitraries.bytes(),
            Arbitraries.bytes().between((byte) 0, (byte) 12),
            Arbitraries.of('R', 'K', 'E', 'D', 'T', 'v', 't').map(c -> (byte) c.charValue()));
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
    assertEquals(BackendMessages.kinds(), BackendMessages.ALL.keySet());
  }

  @Property(tries = 500)
  void decodesWhatWasEncoded(@ForAll("streams") Stream stream, @ForAll("cuts") Cuts cuts) {
    Bytes octets = Streams.encode(stream.messages());
    Observation seen = Observation.ofBackend(octets, cuts, LIMIT, stream.replies());
    assertEquals(stream.messages(), seen.messages());
    assertEquals(Bytes.EMPTY, seen.pending());
    seen.assertAccountsFor(octets);
  }

  @Property
  void anyOctetsInAnyCutsAreTheSame(
      @ForAll("noise") Bytes octets,
      @ForAll("cuts") Cuts cuts,
      @ForAll("limits") int limit,
      @ForAll boolean reply) {
    assertSameHoweverCut(octets, cuts, limit, reply ? 1 : 0);
  }

  @Property(tries = 500)
  void mutatedMessagesInAnyCutsAreTheSame(
      @ForAll("streams") Stream stream,
      @ForAll("mutations") List<Mutation> mutations,
      @ForAll("cuts") Cuts cuts,
      @ForAll("limits") int limit) {
    Bytes octets = Mutation.applyAll(mutations, Streams.encode(stream.messages()));
    assertSameHoweverCut(octets, cuts, limit, stream.replies());
  }

  private static void assertSameHoweverCut(Bytes octets, Cuts cuts, int limit, int replies) {
    Observation whole = Observation.ofBackend(octets, Cuts.NONE, limit, replies);
    assertEquals(whole, Observation.ofBackend(octets, cuts, limit, replies));
    whole.assertAccountsFor(octets);
    assertTrue(whole.messages().stream().noneMatch(message -> message.toString().isEmpty()));
  }

  private final BackendDecoder decoder = new BackendDecoder(10_000);

  private void feed(Bytes octets) {
    decoder.feed(octets.toArray(), 0, octets.size());
  }

  private void feed(String hex) {
    feed(Bytes.ofHex(hex));
  }

  @Property
  void decodesASessionOfProtocolTwo(
      @ForAll("sessions of protocol two") List<BackendMessage> messages,
      @ForAll("cuts") Cuts cuts) {
    BackendDecoder two = new BackendDecoder(LIMIT);
    two.expectProtocolTwo();
    List<BackendMessage> seen = new ArrayList<>();
    cuts.feed(
        Streams.encode(messages),
        (octets, offset, length) -> {
          two.feed(octets, offset, length);
          for (BackendMessage next = two.next(); next != null; next = two.next()) {
            seen.add(next);
          }
        });
    assertEquals(messages, seen);
    assertFalse(two.midMessage());
  }

  @Provide("sessions of protocol two")
  Arbitrary<List<BackendMessage>> sessionsOfProtocolTwo() {
    return BackendMessages.ofProtocolTwo()
        .list()
        .ofMaxSize(8)
        .map(
            messages -> {
              List<BackendMessage> session = new ArrayList<>(messages);
              session.add(0, new ProtocolTwoAuthentication(0));
              return session;
            });
  }

  @Test
  void whoIsAskedForProtocolTwoMaySpeakProtocolThree() {
    decoder.expectProtocolTwo();
    feed("52 00 00 00");
    assertNull(decoder.next());
    feed("08 00 00 00 00 5a 00 00 00 05 49");
    assertEquals(new AuthenticationOk(), decoder.next());
    assertEquals(new ReadyForQuery('I'), decoder.next());
  }

  @Test
  void anotherMessageOfProtocolTwoHasNoKnownEnd() {
    decoder.expectProtocolTwo();
    feed("52 00 00 00 00 5a 54 00 01");
    assertEquals(new ProtocolTwoAuthentication(0), decoder.next());
    assertEquals(new ProtocolTwoReadyForQuery(), decoder.next());
    assertNull(decoder.next());
    feed("78 00");
    assertEquals(new UnframedMessage('T', 0x00017800), decoder.next());
    assertTrue(decoder.broken());
  }

  @Test
  void encryptionResponseIsALoneByte() {
    decoder.expectEncryptionResponse();
    assertNull(decoder.next());
    feed("53 16 03");
    assertEquals(new EncryptionResponse('S'), decoder.next());
    assertNull(decoder.next());
    assertEquals(Bytes.ofHex("1603"), decoder.pending());
    assertTrue(decoder.midMessage());
  }

  @Test
  void encryptionResponseForEachRequest() {
    feed("4e 4e 5a 00 00 00 05 49");
    decoder.expectEncryptionResponse();
    decoder.expectEncryptionResponse();
    assertEquals(new EncryptionResponse('N'), decoder.next());
    assertEquals(new EncryptionResponse('N'), decoder.next());
    assertEquals(new ReadyForQuery('I'), decoder.next());
  }

  @Test
  void errorResponseInsteadOfEncryptionResponse() {
    decoder.expectEncryptionResponse();
    decoder.expectEncryptionResponse();
    ErrorResponse error = new ErrorResponse(List.of(new Field('S', "FATAL")));
    feed("45");
    assertNull(decoder.next());
    feed(error.encode().slice(1, error.encode().size()));
    assertEquals(error, decoder.next());
    feed("4e 00 00 00 05 00");
    assertEquals(new NoticeResponse(List.of()), decoder.next());
  }

  @Test
  void protocolTwoErrorResponseInsteadOfEncryptionResponse() {
    decoder.expectEncryptionResponse();
    feed(Bytes.ofText("Ecould not fork new process\n"));
    assertNull(decoder.next());
    assertTrue(decoder.midMessage());
    feed("00");
    assertEquals(new ProtocolTwoErrorResponse("could not fork new process\n"), decoder.next());
    assertFalse(decoder.midMessage());
  }

  @Test
  void protocolTwoErrorResponseOnlyAtTheBeginning() {
    feed("5a 00 00 00 05 49");
    assertEquals(new ReadyForQuery('I'), decoder.next());
    feed(Bytes.ofText("EFATAL:  no\n\0"));
    assertEquals(new UnframedMessage('E', 0x46415441), decoder.next());
  }

  @Test
  void protocolTwoErrorResponseOnlyOnce() {
    feed(Bytes.ofText("EFATAL:  no\n\0EFATAL:  no\n\0"));
    assertEquals(new ProtocolTwoErrorResponse("FATAL:  no\n"), decoder.next());
    assertEquals(new UnframedMessage('E', 0x46415441), decoder.next());
  }

  @Test
  void protocolTwoErrorResponseNeedsAtLeastALetter() {
    feed("45 00 00 00 05 00");
    assertEquals(new ErrorResponse(List.of()), decoder.next());
  }

  @Test
  void protocolTwoErrorResponseLongerThanTheLimit() {
    byte[] text = new byte[10_002];
    Arrays.fill(text, (byte) 'x');
    text[0] = 'E';
    decoder.feed(text, 0, 10_000);
    assertNull(decoder.next());
    decoder.feed(text, 10_000, 2);
    assertEquals(new UnframedMessage('E', 0x78787878), decoder.next());
    assertEquals(10_002 - 5, decoder.discarded());
  }

  @Test
  void errorResponseLongerThanOldOnesWere() {
    ErrorResponse error = new ErrorResponse(List.of(new Field('M', "x".repeat(9_000))));
    feed(error.encode());
    assertEquals(error, decoder.next());
    BackendDecoder roomy = new BackendDecoder(100_000);
    ErrorResponse longer = new ErrorResponse(List.of(new Field('M', "x".repeat(40_000))));
    roomy.feed(longer.encode().toArray(), 0, longer.encode().size());
    assertEquals(longer, roomy.next());
  }

  @Test
  void unframedMessageEndsTheDecoding() {
    feed("5a 00 00 00 03 49 49");
    assertEquals(new UnframedMessage('Z', 3), decoder.next());
    assertTrue(decoder.broken());
    assertNull(decoder.next());
    feed("5a 00 00 00 05 49");
    assertNull(decoder.next());
    assertEquals(8, decoder.discarded());
    assertEquals(0, decoder.buffered());
    assertFalse(decoder.midMessage());
  }

  @Test
  void unframedMessageStartsOneAboveTheLimit() {
    BackendDecoder small = new BackendDecoder(8);
    small.feed(Bytes.ofHex("64 00000008 01020304 64 00000009").toArray(), 0, 14);
    assertEquals(new CopyData(Bytes.ofHex("01020304")), small.next());
    assertEquals(new UnframedMessage('d', 9), small.next());
  }

  @Test
  void malformedMessagesSayWhatIsWrong() {
    assertMalformed("43 00000004", "a string has no terminator");
    assertMalformed("43 00000006 4142", "a string has no terminator");
    assertMalformed("43 00000007 410042", "a surplus byte at the end");
    assertMalformed("5a 00000004", "ends inside a byte");
    assertMalformed("5a 00000006 4949", "a surplus byte at the end");
    assertMalformed("4b 00000007 000001", "ends inside an Int32");
    assertMalformed("52 00000004", "ends inside an Int32");
    assertMalformed("52 00000009 00000000 00", "a surplus byte at the end");
    assertMalformed("52 0000000b 00000005 010203", "ends inside a field of length 4");
    assertMalformed("52 00000008 0000000a", "a string has no terminator");
    assertMalformed("52 0000000a 0000000a 4100", "a string has no terminator");
    assertMalformed("52 0000000a 0000000a 0000", "a surplus byte at the end");
    assertMalformed("44 00000006 ffff", "ends inside an Int32");
    assertMalformed("44 00000006 0001", "ends inside an Int32");
    assertMalformed("44 0000000a 0001 00000001", "ends inside a field of length 1");
    assertMalformed("44 0000000a 0001 fffffffe", "a value of length -2");
    assertMalformed("44 0000000a 0001 7fffffff", "ends inside a field of length 2147483647");
    assertMalformed("44 0000000a 0000 00000000", "4 surplus bytes at the end");
    assertMalformed("74 00000006 ffff", "ends inside an Int32");
    assertMalformed("54 00000006 ffff", "a string has no terminator");
    assertMalformed("48 00000007 00 ffff", "ends inside an Int16");
    assertMalformed("45 00000004", "ends inside a byte");
    assertMalformed("45 00000006 4d00", "ends inside a byte");
    assertMalformed("45 00000006 4d41", "a string has no terminator");
    assertMalformed("45 00000006 0000", "a surplus byte at the end");
    assertMalformed("76 0000000c 00030000 00000001", "a string has no terminator");
    assertMalformed("76 0000000c 00030000 7fffffff", "a string has no terminator");
    assertMalformed("76 0000000c 00030000 ffffffff", "a count of -1 options");
    assertMalformed("76 0000000e 00030000 00000001 0000", "a surplus byte at the end");
  }

  private static void assertMalformed(String hex, String reason) {
    Bytes octets = Bytes.ofHex(hex);
    assertEquals(octets.size(), 1 + Reader.int32(octets.toArray(), 1), hex);
    BackendDecoder fresh = new BackendDecoder(1000);
    fresh.feed(octets.toArray(), 0, octets.size());
    assertEquals(
        new MalformedMessage(
            octets.get(0), octets.size() - 1, octets.slice(5, octets.size()), reason),
        fresh.next());
    assertFalse(fresh.broken());
  }

  @Test
  void malformedMessageForAListNoCountCouldSay() {
    Bytes options = Bytes.of(new byte[Reader.MAX_LIST + 1]);
    Bytes body = Bytes.ofHex("00030000 00010000").plus(options);
    BackendDecoder roomy = new BackendDecoder(LIMIT);
    Bytes octets = Frame.of('v', body).toBytes();
    roomy.feed(octets.toArray(), 0, octets.size());
    assertEquals(
        new MalformedMessage('v', body.size() + 4, body, "a list of more than 65535 entries"),
        roomy.next());
  }

  @Test
  void nullAndEmptyValuesDiffer() {
    feed("44 0000000e 0002 ffffffff 00000000");
    assertEquals(new DataRow(List.of(Optional.empty(), Optional.of(Bytes.EMPTY))), decoder.next());
  }
}
