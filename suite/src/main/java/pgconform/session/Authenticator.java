package pgconform.session;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.StringPreparation;
import com.ongres.scram.common.exception.ScramException;
import com.ongres.scram.common.util.TlsServerEndpoint;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import pgconform.wire.AuthenticationCleartextPassword;
import pgconform.wire.AuthenticationMD5Password;
import pgconform.wire.AuthenticationSASL;
import pgconform.wire.AuthenticationSASLContinue;
import pgconform.wire.AuthenticationSASLFinal;
import pgconform.wire.Bytes;
import pgconform.wire.FrontendMessage;
import pgconform.wire.Message;
import pgconform.wire.PasswordMessage;
import pgconform.wire.SASLInitialResponse;
import pgconform.wire.SASLResponse;

/**
 * Answers the authentication requests of one start-up: cleartext, md5, SCRAM-SHA-256 and, over TLS,
 * SCRAM-SHA-256-PLUS with the channel binding {@code tls-server-end-point}.
 */
public final class Authenticator {
  /**
   * The largest iteration count that is accepted. PostgreSQL uses 4096; far more would only keep
   * this process busy beyond all time limits.
   */
  private static final int MOST_ITERATIONS = 1_000_000;

  private final Login login;
  private final Optional<SSLSession> tls;
  private ScramClient scram;
  private Message request;

  /**
   * Creates an authenticator for a login.
   *
   * @param tls the session of the connection, if it is protected by TLS
   */
  public Authenticator(Login login, Optional<SSLSession> tls) {
    this.login = login;
    this.tls = tls;
  }

  /**
   * Returns the answer to a request; empty if none is due.
   *
   * @throws StartUpException with one sentence, if the request cannot be answered
   */
  public Optional<FrontendMessage> answer(Message request) throws StartUpException {
    this.request = request;
    try {
      if (request instanceof AuthenticationCleartextPassword) {
        return Optional.of(new PasswordMessage(password()));
      } else if (request instanceof AuthenticationMD5Password md5) {
        return Optional.of(new PasswordMessage(Md5.answer(login.user(), password(), md5.salt())));
      } else if (request instanceof AuthenticationSASL sasl) {
        return Optional.of(first(sasl));
      } else if (request instanceof AuthenticationSASLContinue next && scram != null) {
        var first =
            scram.serverFirstMessage(new String(next.data().toArray(), StandardCharsets.UTF_8));
        if (first.getIterationCount() > MOST_ITERATIONS) {
          throw new IllegalArgumentException(
              "%d iterations, more than %d".formatted(first.getIterationCount(), MOST_ITERATIONS));
        }
        return Optional.of(new SASLResponse(Bytes.ofText(scram.clientFinalMessage().toString())));
      } else if (request instanceof AuthenticationSASLFinal last && scram != null) {
        scram.serverFinalMessage(new String(last.data().toArray(), StandardCharsets.UTF_8));
        return Optional.empty();
      }
    } catch (ScramException | IllegalStateException | IllegalArgumentException e) {
      throw new StartUpException(
          new StartUpFailure.ScramRejected(String.valueOf(e.getMessage()), request));
    }
    throw new StartUpException(new StartUpFailure.UnsupportedAuthentication(request));
  }

  private String password() throws StartUpException {
    return login
        .password()
        .orElseThrow(
            () -> new StartUpException(new StartUpFailure.NoPassword(login.user(), request)))
        .reveal();
  }

  private FrontendMessage first(AuthenticationSASL request) throws StartUpException {
    var client =
        ScramClient.builder()
            .advertisedMechanisms(request.mechanisms())
            // PostgreSQL takes the user from the StartupMessage and ignores this one.
            .username("*")
            .password(password().toCharArray())
            .stringPreparation(StringPreparation.POSTGRESQL_PREPARATION);
    byte[] binding = channelBinding();
    if (binding.length > 0) {
      client.channelBinding(TlsServerEndpoint.TLS_SERVER_END_POINT, binding);
    }
    scram = client.build();
    return new SASLInitialResponse(
        scram.getScramMechanism().getName(),
        Optional.of(Bytes.ofText(scram.clientFirstMessage().toString())));
  }

  private byte[] channelBinding() {
    if (tls.isEmpty()) {
      return new byte[0];
    }
    try {
      Certificate certificate = tls.get().getPeerCertificates()[0];
      return certificate instanceof X509Certificate x509
          ? TlsServerEndpoint.getChannelBindingData(x509)
          : new byte[0];
    } catch (SSLPeerUnverifiedException | CertificateEncodingException e) {
      // Without a hash, there is no channel binding, and plain SCRAM is used.
      return new byte[0];
    }
  }
}
