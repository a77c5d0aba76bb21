package pgconform.target.postgres;

import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import pgconform.target.libpq.TlsContexts;

/** A certificate of a server on this machine, and of the authority that vouches for it. */
public final class OwnCertificate {
  private final ServerTls files;

  private OwnCertificate(ServerTls files) {
    this.files = files;
  }

  /** Makes both, and writes them into a directory. */
  public static OwnCertificate in(Path directory) {
    ServerTls files = new ServerTls(directory);
    files.generate();
    return new OwnCertificate(files);
  }

  /** What a server shows. */
  public SSLContext context() {
    return TlsContexts.showing(files.certificate(), files.key());
  }

  /** The file with the certificate of the authority. */
  public Path authority() {
    return files.authority();
  }
}
