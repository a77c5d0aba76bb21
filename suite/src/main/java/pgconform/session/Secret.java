package pgconform.session;

import java.util.Objects;

/**
 * A password. It prints as {@code ****} and has no getter, so that neither string concatenation nor
 * a serializer reveals it.
 */
public final class Secret {
  private final String text;

  private Secret(String text) {
    this.text = Objects.requireNonNull(text);
  }

  /** Wraps a password. */
  public static Secret of(String text) {
    return new Secret(text);
  }

  /** Returns the password itself, for the authentication exchange only. */
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "****";
  }
}
