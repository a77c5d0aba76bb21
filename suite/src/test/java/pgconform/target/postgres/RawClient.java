package pgconform.target.postgres;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** As much of a client as it takes to see how a server lets roles in. */
final class RawClient implements AutoCloseable {
  private Socket socket;

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    socket.setSoTimeout(10_000);
  }

  /** The one byte that answers an SSLRequest. */
  char requestTls() throws IOException {
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeInt(8);
    out.writeInt(80877103);
    out.flush();
    return (char) socket.getInputStream().read();
  }

  /** Goes on over TLS, trusting one authority only, and checking the name of the host. */
  void startTls(Path authority, String host) throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (var in = Files.newInputStream(authority)) {
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    SSLSocket tls =
        (SSLSocket) context.getSocketFactory().createSocket(socket, host, socket.getPort(), true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    socket = tls;
  }

  /**
   * Logs in and tells the first answers: {@code R0} for a role that is in, {@code R3}, {@code R5}
   * and {@code R10} for one that is asked for a password, {@code E} and the SQLSTATE for one that
   * is refused.
   */
  String logIn(String user, String... more) throws IOException {
    StringBuilder parameters = new StringBuilder("user\0" + user + "\0");
    parameters.append("database\0").append(Roles.DATABASE).append('\0');
    for (String each : more) {
      parameters.append(each).append('\0');
    }
    byte[] bytes = parameters.append('\0').toString().getBytes(StandardCharsets.UTF_8);
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeInt(8 + bytes.length);
    out.writeInt(196608);
    out.write(bytes);
    out.flush();
    DataInputStream in = new DataInputStream(socket.getInputStream());
    String answers = "";
    while (true) {
      char type = (char) in.readByte();
      byte[] body = in.readNBytes(in.readInt() - 4);
      if (type == 'R') {
        int code = body[3];
        answers += "R" + code;
        if (code != 0) {
          return answers;
        }
      } else if (type == 'E') {
        String fields = new String(body, StandardCharsets.UTF_8);
        int state = fields.indexOf("\0C") + 2;
        return answers + "E" + fields.substring(state, state + 5);
      } else if (type == 'Z') {
        return answers;
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
