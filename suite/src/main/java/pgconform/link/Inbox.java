package pgconform.link;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import pgconform.wire.BackendDecoder;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.EncryptionResponse;
import pgconform.wire.MalformedMessage;

/**
 * What has come on a link and was not taken yet: octets in, {@link Event}s out, in order. Above
 * TLS, if there is any. Guarded by the poller's lock.
 */
final class Inbox {
  /** A message whose length word is above this cannot be what was asked for. */
  private static final int LARGEST_MESSAGE = 8 * 1024 * 1024;

  /** No scenario asks for this much; what sends it floods us. */
  private static final long FLOOD = 64L * 1024 * 1024;

  /** Events not yet taken; beyond this the link stops reading until some are. */
  private static final int MOST_WAITING = 10_000;

  private final ConnectionTranscript transcript;
  private final Deque<Event> events = new ArrayDeque<>();
  private BackendDecoder decoder = new BackendDecoder(LARGEST_MESSAGE);
  private long received;
  private boolean flooded;
  private Event.Closed end;

  Inbox(ConnectionTranscript transcript) {
    this.transcript = transcript;
  }

  /** The next octet that comes is the lone answer to SSLRequest or GSSENCRequest. */
  void expectEncryptionResponse() {
    decoder.expectEncryptionResponse();
  }

  /** The server may answer in protocol 2.0 from here on. */
  void expectProtocolTwo() {
    decoder.expectProtocolTwo();
  }

  /**
   * Takes octets in clear.
   *
   * @param beginsTls whether TLS begins right behind this answer
   * @return the octets that belong to TLS then
   */
  Bytes decode(byte[] bytes, int length, Predicate<EncryptionResponse> beginsTls) {
    long now = System.nanoTime();
    decoder.feed(bytes, 0, length);
    List<BackendMessage> messages = new ArrayList<>(4);
    Bytes early = Bytes.EMPTY;
    for (BackendMessage message = decoder.next(); message != null; message = decoder.next()) {
      messages.add(message);
      add(new Event.Received(now, message));
      if (message instanceof EncryptionResponse response && beginsTls.test(response)) {
        early = beginAnew();
      }
    }
    transcript.received(now, messages, Bytes.of(bytes, 0, length - early.size()));
    return early;
  }

  /** Leaves off what has come of an incomplete message, and returns it. */
  Bytes beginAnew() {
    Bytes rest = decoder.pending();
    decoder = new BackendDecoder(LARGEST_MESSAGE);
    return rest;
  }

  /** Something happened that is no message. */
  void add(Event event) {
    events.add(event);
  }

  /** So many octets more were read from the network. */
  void count(int octets) {
    received += octets;
    if (received > FLOOD && !flooded) {
      flooded = true;
      add(new Event.Flooded(System.nanoTime(), FLOOD));
      transcript.note("more than %d bytes came: not read any further".formatted(FLOOD));
    }
  }

  /** The connection has ended. */
  void end(boolean reset, boolean closeNotify) {
    if (decoder.midMessage()) {
      transcript.note("%d bytes of an incomplete message".formatted(decoder.buffered()));
      // An end behind some octets is not the end without a word that it would seem to be.
      Bytes rest = decoder.pending();
      MalformedMessage cut =
          new MalformedMessage(rest.get(0), rest.size(), rest, "cut off by the end");
      add(new Event.Received(System.nanoTime(), cut));
    }
    end = new Event.Closed(System.nanoTime(), reset, closeNotify);
    transcript.note("server closed: " + end);
    add(end);
  }

  /** Whether more may be read for now. */
  boolean hasRoom() {
    return events.size() < MOST_WAITING && !flooded;
  }

  boolean isEmpty() {
    return events.isEmpty();
  }

  /** Whether such an event waits to be taken. */
  boolean holds(Predicate<Event> kind) {
    return events.stream().anyMatch(kind);
  }

  /** The next event, if there is one. */
  Optional<Event> take() {
    return Optional.ofNullable(events.poll());
  }

  /** How the connection has ended, if it has, whether or not that was taken. */
  Optional<Event.Closed> end() {
    return Optional.ofNullable(end);
  }
}
