package pgconform.testing;

import com.ongres.scram.common.ClientFirstMessage;
import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.ServerFinalMessage;
import com.ongres.scram.common.ServerFirstMessage;
import com.ongres.scram.common.StringPreparation;
import com.ongres.scram.common.exception.ScramParseException;
import com.ongres.scram.common.util.TlsServerEndpoint;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import pgconform.wire.AuthenticationSASL;
import pgconform.wire.AuthenticationSASLContinue;
import pgconform.wire.AuthenticationSASLFinal;
import pgconform.wire.Bytes;
import pgconform.wire.PasswordKind;
import pgconform.wire.SASLInitialResponse;
import pgconform.wire.SASLResponse;

/**
 * Lets clients in by SCRAM-SHA-256, over TLS also with channel binding.
 *
 * @param mechanisms offered
 * @param firstMessage what becomes of the server's first message
 * @param signature what becomes of the server's signature
 */
public record Scram(
    String password,
    List<String> mechanisms,
    UnaryOperator<String> firstMessage,
    UnaryOperator<byte[]> signature)
    implements LogIn {
  private static final String PLAIN = "SCRAM-SHA-256";
  private static final String PLUS = "SCRAM-SHA-256-PLUS";
  private static final byte[] SALT = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

  /** By the book. */
  public Scram(String password, boolean overTls) {
    this(
        password,
        overTls ? List.of(PLUS, PLAIN) : List.of(PLAIN),
        UnaryOperator.identity(),
        UnaryOperator.identity());
  }

  @Override
  public boolean admit(Peer peer, String user) throws IOException {
    Optional<Bytes> last = finish(peer, user);
    if (last.isPresent()) {
      peer.send(new AuthenticationSASLFinal(last.get()));
    }
    return last.isPresent();
  }

  /** The same, but with another last message. */
  public boolean admitWith(Peer peer, String user, Bytes last) throws IOException {
    boolean right = finish(peer, user).isPresent();
    if (right) {
      peer.send(new AuthenticationSASLFinal(last));
    }
    return right;
  }

  /** The last message, if the client knows the password. */
  private Optional<Bytes> finish(Peer peer, String user) throws IOException {
    peer.send(new AuthenticationSASL(mechanisms));
    peer.expectPassword(PasswordKind.SASL_INITIAL);
    if (!(peer.next() instanceof SASLInitialResponse initial)) {
      return Optional.empty();
    }
    try {
      return exchange(peer, user, initial);
    } catch (ScramParseException | CertificateEncodingException e) {
      peer.send(Rows.error("FATAL", "08P01", "malformed SCRAM message"));
      return Optional.empty();
    }
  }

  private Optional<Bytes> exchange(Peer peer, String user, SASLInitialResponse initial)
      throws IOException, ScramParseException, CertificateEncodingException {
    ScramMechanism mechanism = ScramMechanism.byName(initial.mechanism());
    String begun = initial.data().orElse(Bytes.EMPTY).text();
    ClientFirstMessage clientFirst = ClientFirstMessage.parseFrom(begun);
    ServerFirstMessage serverFirst =
        new ServerFirstMessage(
            clientFirst.getClientNonce(),
            "servers-nonce-18ch",
            Base64.getEncoder().encodeToString(SALT),
            4096);
    String first = firstMessage.apply(serverFirst.toString());
    peer.send(new AuthenticationSASLContinue(Bytes.ofText(first)));
    peer.expectPassword(PasswordKind.SASL);
    if (!(peer.next() instanceof SASLResponse response)) {
      return Optional.empty();
    }
    byte[] binding =
        mechanism.isPlus()
            ? TlsServerEndpoint.getChannelBindingData(TestCertificate.certificate())
            : new byte[0];
    Proof proof = new Proof(response.data().text());
    byte[] salted =
        ScramFunctions.saltedPassword(
            mechanism,
            StringPreparation.POSTGRESQL_PREPARATION,
            password.toCharArray(),
            SALT,
            serverFirst.getIterationCount());
    String authMessage =
        ScramFunctions.authMessage(clientFirst, serverFirst, mechanism.isPlus() ? binding : null);
    byte[] storedKey =
        ScramFunctions.storedKey(mechanism, ScramFunctions.clientKey(mechanism, salted));
    boolean right =
        proof.hasBinding(begun, binding)
            && ScramFunctions.verifyClientProof(mechanism, proof.proof(), storedKey, authMessage);
    if (!right) {
      Passwords.refuse(peer, user);
      return Optional.empty();
    }
    byte[] serverKey = ScramFunctions.serverKey(mechanism, salted);
    byte[] signed = ScramFunctions.serverSignature(mechanism, serverKey, authMessage);
    ServerFinalMessage last = new ServerFinalMessage(signature.apply(signed));
    return Optional.of(Bytes.ofText(last.toString()));
  }

  /** The client's last message: {@code c=BINDING,r=NONCE,p=PROOF}. */
  private record Proof(String text) {
    byte[] proof() {
      return Base64.getDecoder().decode(text.substring(text.indexOf(",p=") + 3));
    }

    boolean hasBinding(String begun, byte[] binding) {
      // The header ends with the second comma.
      String header = begun.substring(0, begun.indexOf(',', begun.indexOf(',') + 1) + 1);
      Bytes expected = Bytes.ofText(header).plus(Bytes.of(binding));
      String sent = text.substring("c=".length(), text.indexOf(','));
      return expected.equals(Bytes.of(Base64.getDecoder().decode(sent)));
    }
  }
}
