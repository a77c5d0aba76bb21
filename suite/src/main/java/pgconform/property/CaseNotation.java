package pgconform.property;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import pgconform.link.Transport;
import pgconform.scenario.Generator;
import pgconform.wire.Bytes;
import pgconform.wire.Parameter;

/** Writes values in the notation of a case, and reads them. */
final class CaseNotation {
  /** Matches a run of equal octets, such as {@code 00x9996}. */
  private static final Pattern RUN = Pattern.compile("([0-9a-f]{2})x([0-9]{1,6})");

  private static final int FEW = 16;

  private CaseNotation() {}

  /**
   * Returns the value as text without commas, line breaks and characters that a shell would change.
   */
  static String write(Object value) {
    if (value instanceof Bytes bytes) {
      return octets(bytes);
    } else if (value instanceof Duration duration) {
      return duration.toNanos() / 1000 + "us";
    } else if (value instanceof ParameterList list) {
      return list.entries().stream()
          .map(p -> escape(p.name()) + ":" + escape(p.value()))
          .collect(Collectors.joining("|"));
    } else if (value instanceof String text) {
      return escape(text);
    }
    return value.toString();
  }

  /** Returns the value that a text stands for in a variable, if it is valid. */
  static Optional<Object> read(Generator generator, String text) {
    try {
      if (generator instanceof Generator.Integers) {
        return Optional.of(Long.valueOf(text));
      } else if (generator instanceof Generator.Transports) {
        return Optional.of(Transport.parse(text));
      } else if (generator instanceof Generator.WrongKeys) {
        return KeyChange.parse(text).map(Object.class::cast);
      } else if (generator instanceof Generator.Framings) {
        return Framing.parse(text).map(Object.class::cast);
      } else if (generator instanceof Generator.Octets) {
        return Optional.of(octets(text));
      } else if (generator instanceof Generator.Pipelines) {
        return Pipeline.parse(text).map(Object.class::cast);
      } else if (generator instanceof Generator.Delays) {
        return text.endsWith("us")
            ? Optional.of(
                Duration.ofNanos(Long.parseLong(text.substring(0, text.length() - 2)) * 1000))
            : Optional.empty();
      }
      if (generator instanceof Generator.StartUpParameters) {
        return Optional.of(parameters(text));
      }
      return Optional.of(unescape(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String octets(Bytes bytes) {
    String first = bytes.size() > FEW ? bytes.slice(0, 1).toHex() : "";
    boolean equal = !first.isEmpty() && bytes.toHex().equals(first.repeat(bytes.size()));
    return equal ? first + "x" + bytes.size() : bytes.toHex();
  }

  private static Bytes octets(String text) {
    Matcher run = RUN.matcher(text);
    return Bytes.ofHex(run.matches() ? run.group(1).repeat(Integer.parseInt(run.group(2))) : text);
  }

  private static ParameterList parameters(String text) {
    List<Parameter> parameters = new ArrayList<>();
    for (String pair : text.isEmpty() ? new String[0] : text.split("\\|", -1)) {
      int colon = pair.indexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException("a parameter is name:value");
      }
      parameters.add(
          new Parameter(unescape(pair.substring(0, colon)), unescape(pair.substring(colon + 1))));
    }
    return new ParameterList(parameters);
  }

  private static String escape(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = c >= ' ' && c < 127 && "\\,'\"`$!:|%".indexOf(c) < 0;
      boolean edge = (i == 0 || i == text.length() - 1) && c == ' ';
      out.append(plain && !edge ? String.valueOf(c) : String.format("%%u%04x", (int) c));
    }
    return out.toString();
  }

  private static String unescape(String text) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      if (text.startsWith("%u", i) && i + 6 <= text.length()) {
        out.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
        i += 6;
      } else {
        out.append(text.charAt(i++));
      }
    }
    return out.toString();
  }
}
