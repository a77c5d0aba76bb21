package pgconform.report;

import pgconform.exchange.Verdict;

/**
 * Builds HTML. Texts and attribute values are escaped here and nowhere else; no other code writes
 * text into a page.
 */
final class Html {
  private final StringBuilder out = new StringBuilder();

  /**
   * Opens an element.
   *
   * @param attributes alternating names and values; a null value stands for an attribute without a
   *     value, and a null name for no attribute
   */
  Html open(String element, String... attributes) {
    out.append('<').append(element);
    for (int i = 0; i + 1 < attributes.length; i += 2) {
      if (attributes[i] != null) {
        out.append(' ').append(attributes[i]);
        if (attributes[i + 1] != null) {
          out.append("=\"").append(escaped(attributes[i + 1])).append('"');
        }
      }
    }
    out.append('>');
    return this;
  }

  Html close(String element) {
    out.append("</").append(element).append('>');
    return this;
  }

  Html text(String text) {
    out.append(escaped(text));
    return this;
  }

  /** Adds an element that contains a text. */
  Html element(String element, String text, String... attributes) {
    return open(element, attributes).text(text).close(element);
  }

  /** Adds a verdict in its color and with its symbol. */
  Html verdict(Verdict verdict) {
    return verdict(verdict, verdict.toString());
  }

  /** Adds a verdict in its color and with its symbol, and a text of this program. */
  Html verdict(Verdict verdict, String text) {
    open("span", "class", "verdict " + verdict);
    return sign(verdict).text(" " + text).close("span");
  }

  /** Adds the symbol of a verdict, which screen readers skip because its name is next to it. */
  Html sign(Verdict verdict) {
    return element("span", VerdictWords.sign(verdict), "aria-hidden", "true");
  }

  /** Adds a text for screen readers, which is not shown. */
  Html aside(String text) {
    return element("span", text, "class", "aside");
  }

  /** Adds a name that may be broken after its punctuation. */
  Html breakable(String name) {
    for (String part : name.split("(?<=[:/@_.-])(?=[^:/@_.-])", -1)) {
      text(part).constant("<wbr>");
    }
    return this;
  }

  /** Adds a link to an external page, which does not learn where the link was followed. */
  Html away(String text, String url) {
    return element("a", text, "href", url, "rel", "noreferrer");
  }

  /** Adds a term and its description; nothing if the description is empty. */
  Html term(String term, String text) {
    return text.isEmpty() ? this : element("dt", term).element("dd", text);
  }

  Html line() {
    out.append('\n');
    return this;
  }

  /** Adds markup, which must be a constant of this program. */
  Html constant(String html) {
    out.append(html);
    return this;
  }

  /** Returns the length of the page so far. */
  int length() {
    return out.length();
  }

  private static String escaped(String text) {
    return SafeText.of(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
