package pgconform.environments;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** An authority, a certificate of the server and one of each role that needs one, as files. */
final class Keys {
  static final String AUTHORITY = "ca.crt";
  static final String SERVER = "server";

  private final X509Bundle authority;

  Keys() {
    try {
      authority =
          new CertificateBuilder()
              .ecp256()
              .subject("CN=authority of the tests")
              .setIsCertificateAuthority(true)
              .buildSelfSigned();
    } catch (Exception e) {
      throw new IllegalStateException("no certificate can be made", e);
    }
  }

  /** Writes the authority's certificate and the server's, and those of the roles. */
  void write(Path home, List<String> roles) throws IOException {
    Files.writeString(home.resolve(AUTHORITY), authority.getCertificatePEM());
    write(home, SERVER, "localhost");
    Account.own(home.resolve(SERVER + ".key"));
    for (String role : roles) {
      write(home, role, role);
    }
  }

  private void write(Path home, String file, String commonName) throws IOException {
    X509Bundle bundle;
    try {
      bundle =
          new CertificateBuilder()
              .ecp256()
              .subject("CN=" + commonName)
              .addSanDnsName("localhost")
              .addSanIpAddress("127.0.0.1")
              .buildIssuedBy(authority);
    } catch (Exception e) {
      throw new IllegalStateException("no certificate can be made", e);
    }
    Files.writeString(home.resolve(file + ".crt"), bundle.getCertificatePEM());
    Path key = home.resolve(file + ".key");
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, bundle.getPrivateKeyPEM());
  }
}
