package pgconform.session;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import pgconform.wire.Bytes;

/** Computes the answer to AuthenticationMD5Password. */
final class Md5 {
  private Md5() {}

  /** Returns the password hashed with the user name, and then with the salt. */
  static String answer(String user, String password, Bytes salt) {
    Bytes first = Bytes.ofText(hex(Bytes.ofText(password + user)));
    return "md5" + hex(first.plus(salt));
  }

  private static String hex(Bytes bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes.toArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
