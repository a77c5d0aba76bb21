package pgconform.target.postgres;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import pgconform.target.failure.TargetUnavailable;

/**
 * A directory with a new certificate authority and a certificate of a server on this machine.
 *
 * @param directory the directory
 */
record ServerTls(Path directory) {
  private static final Duration VALIDITY = Duration.ofDays(30);

  /** Returns the certificate of the authority. */
  Path authority() {
    return directory.resolve("ca.crt");
  }

  /** Returns the server's certificate. */
  Path certificate() {
    return directory.resolve("server.crt");
  }

  /** Returns the server's private key. */
  Path key() {
    return directory.resolve("server.key");
  }

  /** Returns whether keys and certificates have been created. */
  boolean isThere() {
    return Files.exists(key());
  }

  /** Creates keys and certificates and writes them into the directory. */
  void generate(ServerUser user) {
    generate();
    try {
      user.own(key());
    } catch (IOException e) {
      throw new TargetUnavailable("the certificates of the server could not be written", e);
    }
  }

  /** Creates keys and certificates; the key belongs to the user of this tool. */
  void generate() {
    X509Bundle issuer;
    X509Bundle server;
    try {
      Instant now = Instant.now();
      CertificateBuilder template =
          new CertificateBuilder()
              .ecp256()
              .notBefore(now.minus(Duration.ofDays(1)))
              .notAfter(now.plus(VALIDITY));
      issuer =
          template
              .copy()
              .subject("CN=pgconform test authority")
              .setIsCertificateAuthority(true)
              .buildSelfSigned();
      server =
          template
              .copy()
              .subject("CN=localhost")
              .addSanDnsName("localhost")
              .addSanIpAddress("127.0.0.1")
              .addSanIpAddress("::1")
              .addExtendedKeyUsageServerAuth()
              .buildIssuedBy(issuer);
    } catch (Exception e) {
      // The builder does not declare a narrower exception.
      throw new TargetUnavailable("no certificate could be made for the server", e);
    }
    try {
      Files.writeString(authority(), issuer.getCertificatePEM());
      Files.writeString(certificate(), server.getCertificatePEM());
      Files.createFile(
          key(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(key(), server.getPrivateKeyPEM());
      for (Path open : new Path[] {authority(), certificate()}) {
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
      }
    } catch (IOException e) {
      throw new TargetUnavailable("the certificates of the server could not be written", e);
    }
  }
}
