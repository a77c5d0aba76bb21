package pgconform.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import pgconform.link.Transcript;
import pgconform.run.Result;
import pgconform.wire.Bytes;
import pgconform.wire.Message;
import pgconform.wire.PasswordRedaction;
import pgconform.wire.Text;

/**
 * A line of an exchange in report.json: a message, a piece of one, a remark on a connection, a
 * command to a client program, or its answer.
 *
 * @param ms the time in milliseconds from the start of the exchange
 * @param text the line in words
 * @param fields the fields of a message, in words; empty if it is secret
 * @param type its type byte in hexadecimal; empty if there is none
 * @param length its length word in hexadecimal; empty if there is none
 * @param body the first 256 of its other octets in hexadecimal; empty if it is secret
 * @param size the total number of its octets
 * @param unmet whether it came instead of the expected event
 * @param accepted whether the other side has opened the connection; unknown for remarks, and false
 *     for a client program
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record TraceLine(
    double ms,
    @JsonInclude String connection,
    Side side,
    @JsonInclude String text,
    Map<String, String> fields,
    String type,
    String length,
    String body,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) int size,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean unmet,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean accepted) {
  private static final pgconform.wire.Side FRONTEND = pgconform.wire.Side.FRONTEND;
  private static final pgconform.wire.Side BACKEND = pgconform.wire.Side.BACKEND;
  private static final int MOST_LINES = 400;
  private static final int MOST_OCTETS = 256;
  private static final int MOST_OF_PIECE = 64;
  private static final int MOST_CHARACTERS = 600;

  /** The sender of a line. */
  enum Side {
    /** This program sent it. */
    SENT,
    /** The other side sent it. */
    RECEIVED,
    /** Neither side sent it: it is a remark. */
    NOTE,
    /** This program sent it as a command to a client program. */
    TOLD,
    /** A client program sent it as an answer. */
    ANSWERED;

    /** Returns whether it crossed a connection. */
    boolean isData() {
      return this == SENT || this == RECEIVED;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Makes texts safe; values that a file omits are empty. */
  TraceLine {
    connection = SafeText.of(connection);
    text = SafeText.of(text);
    fields = fields == null ? Map.of() : fields;
    type = type == null ? "" : type;
    length = length == null ? "" : length;
    body = body == null ? "" : body;
  }

  /** Creates a line without a failure, on a connection that pgconform has opened. */
  TraceLine(
      double ms,
      String connection,
      Side side,
      String text,
      Map<String, String> fields,
      String type,
      String length,
      String body,
      int size) {
    this(ms, connection, side, text, fields, type, length, body, size, false, false);
  }

  /**
   * Returns the lines of a transcript; if there are more than 400, the first hundred and the last.
   */
  static List<TraceLine> of(Transcript transcript) {
    return of(transcript, (entry, item) -> false);
  }

  /** Returns the lines of a failure; the one that shows the failure is marked. */
  static List<TraceLine> of(Result.Failure failure) {
    return of(
        failure.transcript(), new FailingItem(failure.evidence(), failure.transcript().start()));
  }

  private static List<TraceLine> of(
      Transcript transcript, BiPredicate<Transcript.Entry, Object> unmet) {
    List<Transcript.Entry> entries = transcript.entries();
    List<Bytes> octets = Secrets.masked(entries);
    List<TraceLine> lines = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Transcript.Entry entry = entries.get(i);
      if (entry.items().isEmpty()) {
        lines.add(piece(entry, octets.get(i)));
      }
      for (Object item : entry.items()) {
        TraceLine line = item(entry, item, octets.get(i));
        lines.add(unmet.test(entry, item) ? line.asUnmet() : line);
      }
    }
    if (transcript.dropped() > 0) {
      lines.add(remark(lines, transcript.dropped() + " more messages were not kept"));
    }
    return shortened(lines, MOST_LINES);
  }

  /** Returns at most this number of lines: the first quarter and the last ones. */
  static List<TraceLine> shortened(List<TraceLine> lines, int most) {
    if (lines.size() <= most) {
      return lines;
    }
    int first = most / 4;
    List<TraceLine> result = new ArrayList<>(lines.subList(0, first));
    result.add(remark(result, "%d lines left out".formatted(lines.size() - most)));
    result.addAll(lines.subList(lines.size() - (most - first), lines.size()));
    return result;
  }

  private TraceLine asUnmet() {
    return new TraceLine(
        ms, connection, side, text, fields, type, length, body, size, true, accepted);
  }

  private static TraceLine remark(List<TraceLine> lines, String text) {
    double ms = lines.isEmpty() ? 0 : lines.get(lines.size() - 1).ms;
    return new TraceLine(ms, "", Side.NOTE, "… " + text, Map.of(), "", "", "", 0);
  }

  private static TraceLine piece(Transcript.Entry entry, Bytes octets) {
    String text = "%d octets %s".formatted(octets.size(), octets);
    Bytes first = octets.slice(0, Math.min(MOST_OF_PIECE, octets.size()));
    return line(entry, text, Map.of(), "", "", first.toHex(), octets.size());
  }

  private static TraceLine item(Transcript.Entry entry, Object item, Bytes octets) {
    String text = SafeText.of(item.toString());
    if (item instanceof Message message) {
      Bytes all = PasswordRedaction.in(message.encode());
      int typed = message.type() == Message.NO_TYPE ? 0 : 1;
      int head = Math.min(all.size(), typed + (message.frame().hasLength() ? 4 : 0));
      boolean secret = Secrets.in(item);
      return line(
          entry,
          text,
          secret ? Map.of() : fields(message),
          all.slice(0, Math.min(typed, all.size())).toHex(),
          all.slice(Math.min(typed, head), head).toHex(),
          secret ? "" : hex(all.slice(head, all.size())),
          all.size());
    }
    boolean alone = entry.items().size() == 1 && entry.kind().isData();
    return line(entry, text, Map.of(), "", "", alone ? hex(octets) : "", alone ? octets.size() : 0);
  }

  private static TraceLine line(
      Transcript.Entry entry,
      String text,
      Map<String, String> fields,
      String type,
      String length,
      String body,
      int size) {
    return new TraceLine(
        millis(entry.nanos()),
        entry.connection(),
        Side.valueOf(entry.kind().name()),
        text,
        fields,
        type,
        length,
        body,
        size,
        false,
        isAccepted(entry));
  }

  private static boolean isAccepted(Transcript.Entry entry) {
    return switch (entry.kind()) {
      case SENT -> entry.sender().filter(BACKEND::equals).isPresent();
      case RECEIVED -> entry.sender().filter(FRONTEND::equals).isPresent();
      case NOTE, TOLD, ANSWERED -> false;
    };
  }

  /** Returns the side that sent it, the client or the server; empty if it crossed no connection. */
  Optional<pgconform.wire.Side> sender() {
    return switch (side) {
      case NOTE, TOLD, ANSWERED -> Optional.empty();
      case SENT -> Optional.of(accepted ? BACKEND : FRONTEND);
      case RECEIVED -> Optional.of(accepted ? FRONTEND : BACKEND);
    };
  }

  /** Returns whether a client has sent it to a server, whichever of the two this program is. */
  boolean toServer() {
    return sender().filter(FRONTEND::equals).isPresent();
  }

  /** Returns whether a server has sent it to a client, whichever of the two this program is. */
  boolean toClient() {
    return sender().filter(BACKEND::equals).isPresent();
  }

  /** Returns a time as in reports: in milliseconds, with three digits after the decimal point. */
  static double millis(long nanos) {
    return Math.round(nanos / 1e3) / 1e3;
  }

  private static String hex(Bytes octets) {
    return octets.slice(0, Math.min(MOST_OCTETS, octets.size())).toHex();
  }

  private static Map<String, String> fields(Message message) {
    Map<String, String> fields = new LinkedHashMap<>();
    RecordComponent[] components = message.getClass().getRecordComponents();
    for (RecordComponent component : components == null ? new RecordComponent[0] : components) {
      try {
        Object value = component.getAccessor().invoke(message);
        fields.put(component.getName(), shown(value));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("the fields of a message can be read", e);
      }
    }
    return fields;
  }

  private static String shown(Object value) {
    Object inner = value instanceof Optional<?> optional ? optional.orElse(null) : value;
    String text =
        inner instanceof String string
            ? Text.printable(string, MOST_CHARACTERS)
            : SafeText.of(String.valueOf(inner));
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
  }
}
