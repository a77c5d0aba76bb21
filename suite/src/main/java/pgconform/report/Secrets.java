package pgconform.report;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import pgconform.link.Transcript;
import pgconform.wire.AuthenticationGSSContinue;
import pgconform.wire.AuthenticationSASLContinue;
import pgconform.wire.AuthenticationSASLFinal;
import pgconform.wire.Bytes;
import pgconform.wire.Frame;
import pgconform.wire.FrontendMessage;
import pgconform.wire.Message;
import pgconform.wire.PasswordKind;
import pgconform.wire.PasswordRedaction;

/**
 * Keeps passwords and the dialogue of SASL out of reports: each of their octets is replaced by an
 * asterisk.
 */
final class Secrets {
  /** The size of a type byte and a length word. */
  private static final int HEAD = 5;

  private Secrets() {}

  /** Returns whether an item of a transcript contains something secret. */
  static boolean in(Object item) {
    return item instanceof AuthenticationSASLContinue
        || item instanceof AuthenticationSASLFinal
        || item instanceof AuthenticationGSSContinue
        || (item instanceof FrontendMessage message && message.type() == PasswordKind.TYPE)
        || (item instanceof Frame frame && frame.type() == PasswordKind.TYPE);
  }

  /** Returns the octets of each entry, in order, without the secret ones. */
  static List<Bytes> masked(List<Transcript.Entry> entries) {
    List<Bytes> result = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Transcript.Entry entry = entries.get(i);
      if (!entry.items().isEmpty()) {
        result.add(masked(entry));
      } else if (owner(entries, i).items().stream().anyMatch(Secrets::in)) {
        result.add(asterisks(entry.bytes(), 0));
      } else {
        result.add(entry.bytes());
      }
    }
    conceal(entries, result);
    return result;
  }

  /** Conceals a password that the other side repeats, possibly in pieces. */
  private static void conceal(List<Transcript.Entry> entries, List<Bytes> octets) {
    Map<List<Object>, List<Integer>> streams = new LinkedHashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      Transcript.Entry entry = entries.get(i);
      streams
          .computeIfAbsent(List.of(entry.connection(), entry.kind()), s -> new ArrayList<>())
          .add(i);
    }
    for (List<Integer> stream : streams.values()) {
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      stream.forEach(i -> whole.writeBytes(octets.get(i).toArray()));
      Bytes shown = PasswordRedaction.in(Bytes.of(whole.toByteArray()));
      int at = 0;
      for (int i : stream) {
        int size = octets.get(i).size();
        octets.set(i, shown.slice(at, at + size));
        at += size;
      }
    }
  }

  /**
   * Returns the entry with the message that a fragment belongs to: for a sent one, the message that
   * began before it; for a received one, the message that ends after it.
   */
  private static Transcript.Entry owner(List<Transcript.Entry> entries, int index) {
    Transcript.Entry piece = entries.get(index);
    int step = piece.kind() == Transcript.Kind.SENT ? -1 : 1;
    for (int i = index + step; i >= 0 && i < entries.size(); i += step) {
      Transcript.Entry other = entries.get(i);
      if (other.kind() == piece.kind()
          && other.connection().equals(piece.connection())
          && !other.items().isEmpty()) {
        return other;
      }
    }
    return piece;
  }

  private static Bytes masked(Transcript.Entry entry) {
    int at = 0;
    for (Object item : entry.items()) {
      if (in(item)) {
        // Only if the segment begins with whole messages up to here is the position certain.
        boolean known = at + HEAD <= entry.bytes().size() && entry.bytes().get(at) == type(item);
        return asterisks(entry.bytes(), known ? at + HEAD : 0);
      }
      at += item instanceof Message message ? message.encode().size() : 0;
    }
    return entry.bytes();
  }

  private static int type(Object item) {
    return item instanceof Message message ? message.type() : PasswordKind.TYPE;
  }

  private static Bytes asterisks(Bytes octets, int from) {
    byte[] masked = octets.toArray();
    Arrays.fill(masked, from, masked.length, (byte) '*');
    return Bytes.of(masked);
  }
}
