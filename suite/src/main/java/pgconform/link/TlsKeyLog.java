package pgconform.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pgconform.wire.Bytes;

/**
 * A file of TLS keys, with which Wireshark decrypts a capture. Java does not offer these keys, so
 * an agent writes the file. The launcher loads the agent only if the user asks for the file.
 *
 * <p>Up to TLS 1.2, the agent identifies a session by the ID that Java has given it. That ID is not
 * on the wire if the server assigns none, as is the case with PostgreSQL. This class therefore
 * takes the client random from the ClientHello that was sent.
 */
public final class TlsKeyLog {
  private static final Pattern BY_SESSION =
      Pattern.compile("RSA Session-ID:(\\p{XDigit}*) Master-Key:(\\p{XDigit}+)");

  /** The size of the record header, the header of the handshake message, and the version. */
  private static final int BEFORE_RANDOM = 5 + 4 + 2;

  private static final int RANDOM = 32;

  private static final Map<String, String> RANDOMS = new ConcurrentHashMap<>();
  private static volatile boolean wanted;

  private TlsKeyLog() {}

  /** Starts to collect keys. */
  public static void begin() {
    wanted = true;
  }

  /** Keeps the client random, which identifies a session on the wire. */
  static void session(Bytes clientHello, byte[] id) {
    if (wanted && clientHello.size() >= BEFORE_RANDOM + RANDOM) {
      String random = clientHello.slice(BEFORE_RANDOM, BEFORE_RANDOM + RANDOM).toHex();
      RANDOMS.put(HexFormat.of().formatHex(id), random);
    }
  }

  /** Writes the file in the format of NSS; to be called when all sessions have ended. */
  public static void finish(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file).stream().map(TlsKeyLog::byRandom).toList();
    Files.write(file, lines);
  }

  private static String byRandom(String line) {
    Matcher matcher = BY_SESSION.matcher(line);
    String random =
        matcher.matches() ? RANDOMS.get(matcher.group(1).toLowerCase(Locale.ROOT)) : null;
    return random == null ? line : "CLIENT_RANDOM " + random + " " + matcher.group(2);
  }
}
