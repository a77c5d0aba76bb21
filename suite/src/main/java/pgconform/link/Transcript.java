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
  /** Entries kept of one exchange, usually. */
  private static final int MOST_ENTRIES = 4_000;

  /** Octets kept of one exchange. */
  private static final int MOST_BYTES = 512 * 1024;

  /** The maximum heap size of the messages that are kept of one exchange. */
  private static final long MOST_COST = 2L * 1024 * 1024;

  private static final int COST_OF_ENTRY = 100;

  /** What stands for the connection in what a program was told and has answered. */
  public static final String PROGRAM = "program";

  private final long start;
  private final List<Entry> entries = new ArrayList<>();
  private final int mostEntries;
  private long bytes;
  private long cost;
  private long dropped;

  /** An empty transcript. */
  public Transcript() {
    this(System.nanoTime(), MOST_ENTRIES);
  }

  private Transcript(long start, int mostEntries) {
    this.start = start;
    this.mostEntries = mostEntries;
  }

  /** A transcript that keeps nothing, for connections that are only a means. */
  public static Transcript none() {
    return new Transcript(System.nanoTime(), 0);
  }

  /** The kind of an entry. */
  public enum Kind {
    /** We sent something. */
    SENT,
    /** The other side sent something. */
    RECEIVED,
    /** Something happened that is no message. */
    NOTE,
    /** The program that drives the other side was told something. */
    TOLD,
    /** The program that drives the other side has answered. */
    ANSWERED;

    /** Whether this crosses a connection. */
    public boolean isData() {
      return this == SENT || this == RECEIVED;
    }
  }

  /**
   * One thing that happened: a segment that was sent, what one read brought, or a note.
   *
   * @param nanos when, counted from the start of the exchange
   * @param connection the name that the scenario gave the connection, or {@link #PROGRAM}
   * @param sender the side that sent it; empty if it is no data
   * @param items the messages that began in this segment (sent) or were completed by it (received),
   *     or the {@link TransportNote}, or what the program was told or has answered; put into words
   *     only when somebody reads them
   * @param bytes the octets as they crossed the wire; above TLS, the plaintext
   */
  public record Entry(
      long nanos, String connection, Kind kind, Optional<Side> sender, List<?> items, Bytes bytes) {
    /** The items in words. */
    public List<String> texts() {
      return items.stream().map(Object::toString).collect(Collectors.toList());
    }

    /** Whether this is such a note. */
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

  /** Adds what concerns the program that drives the other side, and crosses no connection. */
  public void addOfProgram(Kind kind, Object item) {
    if (kind.isData()) {
      throw new IllegalArgumentException(kind + " belongs to a connection");
    }
    add(System.nanoTime(), PROGRAM, kind, Optional.empty(), List.of(item), Bytes.EMPTY);
  }

  /** Calls a connection otherwise, also in what was added already. */
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

  /** The approximate heap size. */
  public synchronized long cost() {
    return cost;
  }

  /** The beginning of it, up to so much on the heap; the rest counts as not kept. */
  public synchronized Transcript beginning(long mostCost) {
    Transcript beginning = new Transcript(start, mostEntries);
    int kept = 0;
    while (kept < entries.size() && beginning.added(entries.get(kept), mostCost)) {
      kept++;
    }
    beginning.dropped = dropped + entries.size() - kept;
    return beginning;
  }

  /** The entries kept, in order. */
  public synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** The number of entries kept so far. */
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

  /** The number of entries after the bound was reached. */
  public synchronized long dropped() {
    return dropped;
  }

  /** When the exchange began, in nanoseconds of {@link System#nanoTime()}. */
  public long start() {
    return start;
  }
}
