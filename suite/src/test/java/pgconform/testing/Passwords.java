package pgconform.testing;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import pgconform.wire.AuthenticationCleartextPassword;
import pgconform.wire.AuthenticationMD5Password;
import pgconform.wire.Bytes;
import pgconform.wire.PasswordMessage;

/** Lets clients in by a password that they send, in clear or hashed. */
public final class Passwords {
  private static final Bytes SALT = Bytes.ofHex("01 7f 80 ff");

  private Passwords() {}

  /** The password as it is. */
  public static LogIn cleartext(String password) {
    return (peer, user) -> {
      peer.send(new AuthenticationCleartextPassword());
      return check(peer, user, password);
    };
  }

  /** The password hashed with the user's name and a salt. */
  public static LogIn md5(String password) {
    return (peer, user) -> {
      peer.send(new AuthenticationMD5Password(SALT));
      Bytes inner = Bytes.ofText(md5Hex(Bytes.ofText(password + user)));
      return check(peer, user, "md5" + md5Hex(inner.plus(SALT)));
    };
  }

  private static boolean check(Peer peer, String user, String expected) throws IOException {
    boolean right =
        peer.next() instanceof PasswordMessage answer && answer.password().equals(expected);
    if (!right) {
      refuse(peer, user);
    }
    return right;
  }

  /** Says that the password was wrong. */
  static void refuse(Peer peer, String user) throws IOException {
    peer.send(
        Rows.error(
            "FATAL", "28P01", "password authentication failed for user \"%s\"".formatted(user)));
  }

  private static String md5Hex(Bytes octets) {
    try {
      byte[] digest = MessageDigest.getInstance("MD5").digest(octets.toArray());
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
