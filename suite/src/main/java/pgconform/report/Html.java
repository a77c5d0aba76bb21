package pgconform.report;

import pgconform.exchange.Verdict;

/**
 * Builds HTML. Texts and values of attributes are escaped here and nowhere else; there is no other
 * way to put a text into a page.
 */
final class Html {
  private final StringBuilder out = new StringBuilder();

  /**
   * Opens an element.
   *
   * @param attributes names and values by turns; null as a value for an attribute without one, null
   *     as a name for none
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

  /** An element that holds a text. */
  Html element(String element, String text, String... attributes) {
    return open(element, attributes).text(text).close(element);
  }

  /** A verdict in its colour and with its sign. */
  Html verdict(Verdict verdict) {
    return verdict(verdict, verdict.toString());
  }

  /** A verdict in its colour and with its sign, and a text of this program. */
  Html verdict(Verdict verdict, String text) {
    open("span", "class", "verdict " + verdict);
    return sign(verdict).text(" " + text).close("span");
  }

  /** The sign of a verdict, which is not read aloud: its name stands beside it. */
  Html sign(Verdict verdict) {
    return element("span", VerdictWords.sign(verdict), "aria-hidden", "true");
  }

  /** A text that is read aloud and not shown. */
  Html aside(String text) {
    return element("span", text, "class", "aside");
  }

  /** A name that may be broken after its punctuation. */
  Html breakable(String name) {
    for (String part : name.split("(?<=[:/@_.-])(?=[^:/@_.-])", -1)) {
      text(part).constant("<wbr>");
    }
    return this;
  }

  /** A link to a page elsewhere, which is not told where it was followed. */
  Html away(String text, String url) {
    return element("a", text, "href", url, "rel", "noreferrer");
  }

  /** A term and its description; nothing if the description is empty. */
  Html term(String term, String text) {
    return text.isEmpty() ? this : element("dt", term).element("dd", text);
  }

  Html line() {
    out.append('\n');
    return this;
  }

  /** Adds markup: only constants of this program. */
  Html constant(String html) {
    out.append(html);
    return this;
  }

  /** The length of the page so far. */
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
