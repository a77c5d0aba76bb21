package pgconform.wire;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Formats a message as one line of a report. */
final class MessageFormatter {
  private static final int SHOWN = 24;

  private final StringBuilder out;
  private boolean open;

  private MessageFormatter(String name) {
    out = new StringBuilder(name);
  }

  static MessageFormatter of(Message message) {
    return new MessageFormatter(message.messageName());
  }

  /** Adds text that is safe to print. */
  MessageFormatter item(String printable) {
    out.append(open ? ", " : "(").append(printable);
    open = true;
    return this;
  }

  MessageFormatter item(String name, Object printable) {
    return item(name + "=" + printable);
  }

  MessageFormatter text(String text) {
    return item(Text.quoted(text));
  }

  MessageFormatter text(String name, String text) {
    return item(Text.printable(name), Text.quoted(text));
  }

  MessageFormatter octet(String name, int octet) {
    return item(name, octet(octet));
  }

  MessageFormatter oid(String name, int oid) {
    return item(name, Integer.toUnsignedString(oid));
  }

  /** Adds only the size of something that reports must not show. */
  MessageFormatter secret(int size) {
    return item(size + " bytes");
  }

  MessageFormatter value(Optional<Bytes> value) {
    return item(shown(value));
  }

  MessageFormatter list(String name, List<?> list) {
    return list(name, list, Object::toString);
  }

  MessageFormatter texts(String name, List<String> list) {
    return list(name, list, Text::quoted);
  }

  MessageFormatter oids(String name, List<Integer> list) {
    return list(name, list, Integer::toUnsignedString);
  }

  MessageFormatter values(String name, List<Optional<Bytes>> list) {
    return list(name, list, MessageFormatter::shown);
  }

  /** Returns a value as text if it is plain text, and otherwise in hexadecimal. */
  private static String shown(Optional<Bytes> value) {
    if (value.isEmpty()) {
      return "NULL";
    }
    byte[] octets = value.get().toArray();
    for (byte octet : octets) {
      if (octet < ' ' || octet > '~') {
        return value.get().toString();
      }
    }
    return Text.quoted(value.get().text());
  }

  <T> MessageFormatter list(String name, List<T> list, Function<? super T, String> shown) {
    StringBuilder items = new StringBuilder("[");
    for (int i = 0; i < Math.min(SHOWN, list.size()); i++) {
      items.append(i == 0 ? "" : ", ").append(shown.apply(list.get(i)));
    }
    if (list.size() > SHOWN) {
      items.append(", … (").append(list.size() - SHOWN).append(" more)");
    }
    return item(name, items.append(']'));
  }

  /** Adds the entries of a list one by one, without a name for the list. */
  <T> MessageFormatter each(List<T> list, Function<? super T, String> shown) {
    list.stream().limit(SHOWN).forEach(entry -> item(shown.apply(entry)));
    if (list.size() > SHOWN) {
      item("… (" + (list.size() - SHOWN) + " more)");
    }
    return this;
  }

  /** Returns an octet as a character if it is a plain one, and otherwise in hexadecimal. */
  static String octet(int octet) {
    if (octet == Message.NO_TYPE) {
      return "none";
    }
    if (octet > 0x20 && octet < 0x7f && octet != '\'') {
      return "'" + (char) octet + "'";
    }
    return String.format("0x%02x", octet);
  }

  @Override
  public String toString() {
    return open ? out + ")" : out.toString();
  }
}
