package pgconform.session;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import com.ongres.scram.common.util.TlsServerEndpoint;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSession;
import pgconform.wire.AuthenticationSASL;
import pgconform.wire.AuthenticationSASLContinue;
import pgconform.wire.AuthenticationSASLFinal;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.SASLInitialResponse;
import pgconform.wire.SASLResponse;

/**
 * The server side of one SCRAM-SHA-256 exchange. It returns no answer if the client has not proved
 * that it knows the password.
 */
final class ScramServer {
  private static final ScramMechanism PLAIN = ScramMechanism.SCRAM_SHA_256;
  private static final ScramMechanism PLUS = ScramMechanism.SCRAM_SHA_256_PLUS;

  /**
   * Matches the first message. libpq leaves the name empty: PostgreSQL uses the user in the
   * StartupMessage.
   */
  private static final Pattern FIRST =
      Pattern.compile("(?<header>[^,]*,[^,]*,)(?<bare>n=[^,]*,r=(?<nonce>[^,]+))");

  private static final Pattern LAST =
      Pattern.compile("(?<said>c=(?<binding>[^,]*),r=(?<nonce>[^,]*)),p=(?<proof>[^,]*)");

  private static final int SALT = 16;
  private static final int NONCE = 18;
  private static final int ITERATIONS = 4096;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Secret password;
  private final Optional<byte[]> binding;
  private final byte[] salt = random(SALT);
  private List<String> before = List.of();
  private List<String> behind = List.of();
  private ScramMechanism mechanism;
  private Matcher begun;
  private String nonce;
  private String answered;

  /**
   * Begins an exchange.
   *
   * @param tls the session of the connection, if it is protected by TLS
   */
  ScramServer(Secret password, Optional<SSLSession> tls) {
    this.password = password;
    binding = tls.flatMap(ScramServer::binding);
  }

  private static Optional<byte[]> binding(SSLSession tls) {
    try {
      X509Certificate certificate = (X509Certificate) tls.getLocalCertificates()[0];
      return Optional.of(TlsServerEndpoint.getChannelBindingData(certificate));
    } catch (CertificateEncodingException e) {
      // Without a hash, there is no channel binding.
      return Optional.empty();
    }
  }

  static byte[] random(int size) {
    byte[] octets = new byte[size];
    RANDOM.nextBytes(octets);
    return octets;
  }

  /** Offers SCRAM among unknown mechanisms. */
  ScramServer among(List<String> inFront, List<String> atTheEnd) {
    before = inFront;
    behind = atTheEnd;
    return this;
  }

  /** Returns the request that names the mechanisms. */
  BackendMessage request() {
    List<String> names = new ArrayList<>(before);
    if (binding.isPresent()) {
      names.add(PLUS.getName());
    }
    names.add(PLAIN.getName());
    names.addAll(behind);
    return new AuthenticationSASL(names);
  }

  /** Returns the answer to the client's first message. */
  Optional<BackendMessage> first(SASLInitialResponse initial) {
    mechanism = initial.mechanism().equals(PLUS.getName()) ? PLUS : PLAIN;
    begun = FIRST.matcher(initial.data().orElse(Bytes.EMPTY).text());
    boolean offered =
        initial.mechanism().equals(mechanism.getName())
            && (mechanism == PLAIN || binding.isPresent());
    if (!offered || !begun.matches()) {
      return Optional.empty();
    }
    nonce = begun.group("nonce") + text(random(NONCE));
    answered = "r=%s,s=%s,i=%d".formatted(nonce, text(salt), ITERATIONS);
    return Optional.of(new AuthenticationSASLContinue(Bytes.ofText(answered)));
  }

  /** Returns the answer to the client's last message. */
  Optional<BackendMessage> last(SASLResponse response) {
    Matcher last = LAST.matcher(response.data().text());
    if (!last.matches()) {
      return Optional.empty();
    }
    Bytes bound = Bytes.of(mechanism == PLUS ? binding.orElseThrow() : new byte[0]);
    byte[] salted =
        ScramFunctions.saltedPassword(
            mechanism,
            StringPreparation.POSTGRESQL_PREPARATION,
            password.reveal().toCharArray(),
            salt,
            ITERATIONS);
    byte[] storedKey =
        ScramFunctions.storedKey(mechanism, ScramFunctions.clientKey(mechanism, salted));
    String said = begun.group("bare") + "," + answered + "," + last.group("said");
    boolean right =
        octets(last.group("binding")).equals(Bytes.ofText(begun.group("header")).plus(bound))
            && last.group("nonce").equals(nonce)
            && ScramFunctions.verifyClientProof(
                mechanism, octets(last.group("proof")).toArray(), storedKey, said);
    if (!right) {
      return Optional.empty();
    }
    byte[] serverKey = ScramFunctions.serverKey(mechanism, salted);
    String signature = "v=" + text(ScramFunctions.serverSignature(mechanism, serverKey, said));
    return Optional.of(new AuthenticationSASLFinal(Bytes.ofText(signature)));
  }

  /** Decodes octets; empty if they are not valid base64. */
  private static Bytes octets(String base64) {
    try {
      return Bytes.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Bytes.EMPTY;
    }
  }

  private static String text(byte[] octets) {
    return Base64.getEncoder().encodeToString(octets);
  }
}
