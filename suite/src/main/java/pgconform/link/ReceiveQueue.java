package pgconform.link;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import pgconform.wire.BackendDecoder;
import pgconform.wire.Bytes;
import pgconform.wire.Decoder;
import pgconform.wire.EncryptionResponse;
import pgconform.wire.FrontendDecoder;
import pgconform.wire.FrontendUnframed;
import pgconform.wire.HeapCost;
import pgconform.wire.MalformedMessage;
import pgconform.wire.Message;
import pgconform.wire.ProtocolTwoStartupMessage;
import pgconform.wire.Side;
import pgconform.wire.StartupMessage;

/**
 * The events received on a link and not yet consumed. It decodes the bytes, after decryption, into
 * {@link Event}s, in order. Guarded by the poller's lock.
 *
 * <p>After a packet of a client that starts no session, such as SSLRequest, and at any byte that
 * cannot begin a message, the bytes are held undecoded. The server decides later whether they are
 * messages, TLS, or neither.
 */
final class ReceiveQueue {
  /** The largest length of a message that a scenario can have asked for. */
  private static final int LARGEST_MESSAGE = 2 * 1024 * 1024;

  /** The number of bytes that no scenario asks for; a peer that sends as much is flooding. */
  private static final long FLOOD = 64L * 1024 * 1024;

  /** The number of events not yet taken at which the link stops reading. */
  private static final int MOST_WAITING = 10_000;

  /** The maximum heap size of the events that are not yet consumed. */
  private static final long MOST_COST = 4L * 1024 * 1024;

  /** The number of octets held undecoded at which the link stops reading. */
  private static final int MOST_HELD = 256 * 1024;

  private final ConnectionTranscript transcript;
  private final Deque<Event> events = new ArrayDeque<>();
  private Decoder<?> decoder;
  // Whether bytes are held undecoded until the caller decides what they are.
  private boolean held;
  private int unrecorded;
  private int pieces;
  private long received;
  private long cost;
  private boolean flooded;
  private Event.Closed end;

  ReceiveQueue(ConnectionTranscript transcript) {
    this.transcript = transcript;
    decoder = transcript.peer().decoder(LARGEST_MESSAGE);
  }

  /** Treats the next byte as the answer to SSLRequest or GSSENCRequest. */
  void expectEncryptionResponse() {
    as(BackendDecoder.class).expectEncryptionResponse();
  }

  /** Allows the server to answer in protocol 2.0 from here on. */
  void expectProtocolTwo() {
    as(BackendDecoder.class).expectProtocolTwo();
  }

  /** Notes messages that are sent and that the other side may answer. */
  void sent(List<?> items) {
    if (decoder instanceof FrontendDecoder frontend) {
      for (Object item : items) {
        if (item instanceof Message message) {
          frontend.answering(message);
        }
      }
    }
  }

  private <D extends Decoder<?>> D as(Class<D> kind) {
    if (!kind.isInstance(decoder)) {
      throw new IllegalStateException("the other side is the " + transcript.peer());
    }
    return kind.cast(decoder);
  }

  /**
   * Takes plaintext octets.
   *
   * @param beginsTls whether TLS begins directly after this answer
   * @return the octets that belong to TLS in this case
   */
  Bytes decode(byte[] bytes, int length, Predicate<EncryptionResponse> beginsTls) {
    decoder.feed(bytes, 0, length);
    pieces++;
    if (held) {
      unrecorded += length;
      return Bytes.EMPTY;
    }
    return decode(Bytes.of(bytes, 0, length), beginsTls);
  }

  private Bytes decode(Bytes fed, Predicate<EncryptionResponse> beginsTls) {
    long now = System.nanoTime();
    List<Message> messages = new ArrayList<>(4);
    Bytes early = Bytes.EMPTY;
    for (Message message = next(); message != null; message = next()) {
      messages.add(message);
      add(new Event.Received(now, message, pieces));
      pieces = decoder.midMessage() ? 1 : 0;
      if (message instanceof EncryptionResponse response && beginsTls.test(response)) {
        early = beginAnew();
      }
    }
    unrecorded = held ? Math.min(decoder.buffered(), fed.size()) : 0;
    record(now, messages, fed.slice(0, fed.size() - early.size() - unrecorded));
    return early;
  }

  private void record(long nanoTime, List<Message> messages, Bytes octets) {
    if (!messages.isEmpty() || !octets.isEmpty()) {
      transcript.received(nanoTime, messages, octets);
    }
  }

  private Message next() {
    if (held) {
      return null;
    }
    if (decoder instanceof FrontendDecoder frontend) {
      Optional<FrontendUnframed> unframed = frontend.peekUnframed();
      Message message = unframed.isPresent() ? unframed.get() : frontend.next();
      held = message instanceof FrontendUnframed || (message != null && opensNothing(message));
      return message;
    }
    return decoder.next();
  }

  /** Returns whether the message precedes a session, which the server must still allow. */
  private static boolean opensNothing(Message message) {
    return message.type() == Message.NO_TYPE
        && !(message instanceof StartupMessage)
        && !(message instanceof ProtocolTwoStartupMessage);
  }

  /** Keeps octets undecoded from now on. */
  void hold() {
    held = true;
  }

  /** Continues to decode. */
  void proceed() {
    if (held) {
      held = false;
      Bytes pending = decoder.pending();
      decode(pending.slice(pending.size() - unrecorded, pending.size()), response -> false);
    }
  }

  /** Returns whether octets are held. */
  boolean holdsOctets() {
    return held && decoder.buffered() > 0;
  }

  /** Returns the octets that no message was made of so far. */
  Bytes pending() {
    return decoder.pending();
  }

  /** Consumes all remaining bytes, including those of messages. */
  Bytes takeOctets() {
    Bytes octets = Bytes.EMPTY;
    for (Event event : events) {
      // Bytes that cannot be decoded are held as well.
      if (event instanceof Event.Received received
          && !(received.message() instanceof FrontendUnframed)) {
        octets = octets.plus(received.message().encode());
      }
    }
    events.removeIf(Event.Received.class::isInstance);
    cost = events.stream().mapToLong(ReceiveQueue::cost).sum();
    Bytes pending = decoder.takePending();
    record(
        System.nanoTime(), List.of(), pending.slice(pending.size() - unrecorded, pending.size()));
    unrecorded = 0;
    return octets.plus(pending);
  }

  /** Removes the bytes of an incomplete message, and returns them. */
  Bytes beginAnew() {
    Bytes rest = decoder.pending();
    decoder = transcript.peer().decoder(LARGEST_MESSAGE);
    held = false;
    unrecorded = 0;
    pieces = 0;
    return rest;
  }

  /** Adds an event that is not a message. */
  void add(Event event) {
    events.add(event);
    cost += cost(event);
  }

  private static long cost(Event event) {
    return event instanceof Event.Received received ? HeapCost.of(received.message()) : 0;
  }

  /** Counts octets that were read from the network. */
  void count(int octets) {
    received += octets;
    if (received > FLOOD && !flooded) {
      flooded = true;
      add(new Event.Flooded(System.nanoTime(), FLOOD));
      transcript.note(new TransportNote.Flooded(FLOOD));
    }
  }

  /** Notes that the connection has ended. */
  void ended(boolean reset, boolean closeNotify) {
    if (decoder.midMessage() && !held) {
      transcript.note(new TransportNote.Incomplete(decoder.buffered()));
      if (transcript.peer() == Side.BACKEND) {
        // If bytes of a message preceded the end of the connection, they are reported.
        add(new Event.Received(System.nanoTime(), MalformedMessage.cut(decoder.pending())));
      }
    }
    end = new Event.Closed(System.nanoTime(), reset, closeNotify);
    transcript.note(new TransportNote.EndedByPeer(transcript.peer(), end));
    add(end);
  }

  /** Returns whether more may be read now. */
  boolean hasRoom() {
    boolean full =
        events.size() >= MOST_WAITING
            || cost >= MOST_COST
            || (held && decoder.buffered() >= MOST_HELD);
    return !full && !flooded;
  }

  boolean isEmpty() {
    return events.isEmpty();
  }

  /** Returns whether an event of this kind waits to be taken. */
  boolean holds(Predicate<Event> kind) {
    return events.stream().anyMatch(kind);
  }

  /** Returns the next event, if there is one, without taking it. */
  Optional<Event> peek() {
    return Optional.ofNullable(events.peek());
  }

  /** Returns one of the events that wait to be taken, counted from 0. */
  Optional<Event> untaken(int index) {
    return events.stream().skip(index).findFirst();
  }

  /** Takes and returns the next event, if there is one. */
  Optional<Event> take() {
    Optional<Event> event = Optional.ofNullable(events.poll());
    event.ifPresent(taken -> cost -= cost(taken));
    return event;
  }

  /** Returns how the connection has ended, if it has, whether or not that event was taken. */
  Optional<Event.Closed> end() {
    return Optional.ofNullable(end);
  }
}
