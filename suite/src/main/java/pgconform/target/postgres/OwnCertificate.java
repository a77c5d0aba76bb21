package pgconform.target.postgres;

import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import pgconform.target.libpq.TlsContexts;

/** A certificate of a server on this machine, and of the authority that has signed it. */
public final class OwnCertificate {
  private final ServerTls files;

  private OwnCertificate(ServerTls files) {
    this.files = files;
  }

  /** Creates both, and writes them into a directory. */
  public static OwnCertificate in(Path directory) {
    ServerTls files = new ServerTls(directory);
    files.generate();
    return new OwnCertificate(files);
  }

  /** Returns the context with which a server presents the certificate. */
  public SSLContext context() {
    return TlsContexts.showing(files.certificate(), files.key());
  }

  /** Returns the file with the certificate of the authority. */
  public Path authority() {
    return files.authority();
  }
}
