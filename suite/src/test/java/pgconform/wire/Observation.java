package pgconform.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** All that a decoder says of some octets. */
record Observation(
    List<? extends Message> messages, Bytes pending, boolean broken, long discarded) {

  /** What a server's octets are, of which the first are so many lone replies. */
  static Observation ofBackend(Bytes octets, Cuts cuts, int limit, int replies) {
    BackendDecoder decoder = new BackendDecoder(limit);
    for (int i = 0; i < replies; i++) {
      decoder.expectEncryptionResponse();
    }
    List<BackendMessage> messages = new ArrayList<>();
    cuts.feed(
        octets,
        (array, offset, length) -> {
          decoder.feed(array, offset, length);
          take(decoder::next, messages, octets.size());
        });
    assertEquals(decoder.pending().size(), decoder.buffered());
    assertEquals(decoder.buffered() > 0, decoder.midMessage());
    return new Observation(messages, decoder.pending(), decoder.broken(), decoder.discarded());
  }

  /** What a client's octets are if its messages of type 'p' are of the given kinds. */
  static Observation ofFrontend(
      Bytes octets, Cuts cuts, int limit, boolean typed, List<PasswordKind> kinds) {
    FrontendDecoder decoder = new FrontendDecoder(limit);
    if (typed) {
      decoder.typed();
    }
    List<PasswordKind> left = new ArrayList<>(kinds);
    expectNext(decoder, left);
    List<FrontendMessage> messages = new ArrayList<>();
    Supplier<FrontendMessage> next =
        () -> {
          FrontendMessage message = decoder.next();
          if (message != null && message.type() == PasswordKind.TYPE) {
            expectNext(decoder, left);
          }
          return message;
        };
    cuts.feed(
        octets,
        (array, offset, length) -> {
          decoder.feed(array, offset, length);
          take(next, messages, octets.size());
        });
    assertEquals(decoder.pending().size(), decoder.buffered());
    assertEquals(decoder.buffered() > 0, decoder.midMessage());
    return new Observation(messages, decoder.pending(), decoder.broken(), decoder.discarded());
  }

  private static void expectNext(FrontendDecoder decoder, List<PasswordKind> left) {
    if (!left.isEmpty()) {
      decoder.expectPassword(left.remove(0));
    }
  }

  /** What takes no octets comes never, so that there are no more messages than octets. */
  private static <M extends Message> void take(Supplier<M> next, List<M> messages, int most) {
    Optional<M> message = Optional.ofNullable(next.get());
    while (message.isPresent()) {
      messages.add(message.get());
      assertTrue(messages.size() <= most, "more messages than octets");
      message = Optional.ofNullable(next.get());
    }
    assertNull(next.get(), "nothing more comes without more octets");
  }

  /** That nothing was lost or invented: the messages and what is pending are the octets. */
  void assertAccountsFor(Bytes octets) {
    Bytes said = Streams.encode(messages).plus(pending);
    assertEquals(octets.size(), said.size() + discarded);
    assertEquals(octets.slice(0, said.size()), said);
    assertEquals(
        broken,
        messages.stream()
            .anyMatch(m -> m instanceof UnframedMessage || m instanceof FrontendUnframed));
    assertTrue(broken || discarded == 0);
    assertTrue(!broken || pending.isEmpty());
  }
}
