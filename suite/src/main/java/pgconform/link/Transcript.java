package pgconform.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import pgconform.wire.Bytes;
import pgconform.wire.HeapCost;
import pgconform.wire.Side;

/**
 * The record of one exchange: all data on its connections, in order and with times.
 *
 * <p>It is bounded: of very long exchanges, it keeps the beginning and counts the rest.
 */
public final class Transcript {
  /** The usual number of entries that are kept of one exchange. */
  private static final int MOST_ENTRIES = 4_000;

  /** The number of octets that are kept of one exchange. */
  private static final int MOST_BYTES = 512 * 1024;

  /** The maximum heap size of the messages that are kept of one exchange. */
  private static final long MOST_COST = 2L * 1024 * 1024;

  private static final int COST_OF_ENTRY = 100;

  /** The name that stands for the connection in commands to a program and in its answers. */
  public static final String PROGRAM = "program";

  private final long start;
  private final List<Entry> entries = new ArrayList<>();
  private final int mostEntries;
  private long bytes;
  private long cost;
  private long dropped;

  /** Creates an empty transcript. */
  public Transcript() {
    this(System.nanoTime(), MOST_ENTRIES);
  }

  private Transcript(long start, int mostEntries) {
    this.start = start;
    this.mostEntries = mostEntries;
  }

  /** Returns a transcript that keeps nothing, for connections that no case is about. */
  public static Transcript none() {
    return new Transcript(System.nanoTime(), 0);
  }

  /** The kind of an entry. */
  public enum Kind {
    /** Data was sent. */
    SENT,
    /** The other side sent data. */
    RECEIVED,
    /** Something happened that is not a message. */
    NOTE,
    /** A command was sent to the program that drives the other side. */
    TOLD,
    /** The program that drives the other side answered. */
    ANSWERED;

    /** Returns whether this crosses a connection. */
    public boolean isData() {
      return this == SENT || this == RECEIVED;
    }
  }

  /**
   * An event: a segment that was sent, the data of one read, or a note.
   *
   * @param nanos the time since the start of the exchange, in nanoseconds
   * @param connection the name that the scenario gave the connection, or {@link #PROGRAM}
   * @param sender the side that sent it; empty if it is not data
   * @param items the messages that began in this segment (sent) or were completed by it (received),
   *     or the {@link TransportNote}, or the command to the program or its answer; formatted only
   *     when they are read
   * @param bytes the octets as they crossed the wire; over TLS, the plaintext
   */
  public record Entry(
      long nanos, String connection, Kind kind, Optional<Side> sender, List<?> items, Bytes bytes) {
    /** Returns the items in words. */
    public List<String> texts() {
      return items.stream().map(Object::toString).collect(Collectors.toList());
    }

    /** Returns whether this is a note of this kind. */
    public boolean notes(Class<? extends TransportNote> note) {
      return kind == Kind.NOTE && note.isInstance(items.get(0));
    }
  }

  /** Adds an entry that happened at {@code nanoTime} of the monotonic clock. */
  synchronized void add(
      long nanoTime,
      String connection,
      Kind kind,
      Optional<Side> sender,
      List<?> items,
      Bytes octets) {
    if (entries.size() >= mostEntries || bytes + octets.size() > MOST_BYTES) {
      dropped++;
      return;
    }
    Entry entry = new Entry(nanoTime - start, connection, kind, sender, items, octets);
    if (!added(entry, MOST_COST)) {
      dropped++;
    }
  }

  /** Adds an entry about the program that drives the other side, which crosses no connection. */
  public void addOfProgram(Kind kind, Object item) {
    if (kind.isData()) {
      throw new IllegalArgumentException(kind + " belongs to a connection");
    }
    add(System.nanoTime(), PROGRAM, kind, Optional.empty(), List.of(item), Bytes.EMPTY);
  }

  /** Renames a connection, also in the existing entries. */
  synchronized void rename(String name, String other) {
    entries.replaceAll(
        entry ->
            entry.connection.equals(name)
                ? new Entry(entry.nanos, other, entry.kind, entry.sender, entry.items, entry.bytes)
                : entry);
  }

  private boolean added(Entry entry, long mostCost) {
    long more = cost(entry);
    if (cost + more > mostCost) {
      return false;
    }
    cost += more;
    bytes += entry.bytes.size();
    return entries.add(entry);
  }

  private static long cost(Entry entry) {
    return COST_OF_ENTRY + HeapCost.of(entry.items) + entry.bytes.size();
  }

  /** Returns the approximate heap size. */
  public synchronized long cost() {
    return cost;
  }

  /**
   * Returns the beginning of the transcript, up to this size on the heap; the rest counts as
   * dropped.
   */
  public synchronized Transcript beginning(long mostCost) {
    Transcript beginning = new Transcript(start, mostEntries);
    int kept = 0;
    while (kept < entries.size() && beginning.added(entries.get(kept), mostCost)) {
      kept++;
    }
    beginning.dropped = dropped + entries.size() - kept;
    return beginning;
  }

  /** Returns the entries kept, in order. */
  public synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** Returns the number of entries kept so far. */
  public synchronized int size() {
    return entries.size();
  }

  /** Forgets all but the first entries, such as those of earlier rounds. */
  public synchronized void keep(int first) {
    while (entries.size() > first) {
      Entry last = entries.remove(entries.size() - 1);
      cost -= cost(last);
      bytes -= last.bytes.size();
    }
  }

  /** Returns the number of entries that were not kept because of the bounds. */
  public synchronized long dropped() {
    return dropped;
  }

  /** Returns when the exchange began, in nanoseconds of {@link System#nanoTime()}. */
  public long start() {
    return start;
  }
}
