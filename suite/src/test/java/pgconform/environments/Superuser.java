package pgconform.environments;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * The session of a superuser who is trusted. It speaks just enough of the protocol, and shares no
 * code with what is tested here.
 */
final class Superuser implements Closeable {
  static final String NAME = "pgconform_superuser";

  private static final int VERSION_3_0 = 0x30000;
  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  private Superuser(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
    this.out = new DataOutputStream(socket.getOutputStream());
  }

  /** Logs in to a database of the server at a port of the loopback address. */
  static Superuser of(int port, String database) throws IOException {
    return of(port, database, NAME);
  }

  /** Logs in as somebody else who is a superuser and trusted. */
  static Superuser of(int port, String database, String role) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    try {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      Superuser session = new Superuser(socket);
      session.startUp(database, role);
      return session;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private void startUp(String database, String role) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (String word :
        new String[] {"user", role, "database", database, "client_encoding", "UTF8", ""}) {
      body.write(word.getBytes(StandardCharsets.UTF_8));
      body.write(0);
    }
    out.writeInt(8 + body.size());
    out.writeInt(VERSION_3_0);
    body.writeTo(out);
    untilReady("logging in to " + database);
  }

  /**
   * Runs one command.
   *
   * @return the first value of the last row; empty if there is no row, or it is null
   * @throws IOException with the server's words, if it refuses
   */
  String run(String sql) throws IOException {
    byte[] text = sql.getBytes(StandardCharsets.UTF_8);
    out.writeByte('Q');
    out.writeInt(5 + text.length);
    out.write(text);
    out.writeByte(0);
    return untilReady(sql);
  }

  private String untilReady(String what) throws IOException {
    out.flush();
    String value = "";
    String problem = "";
    while (true) {
      int type = in.readUnsignedByte();
      byte[] body = new byte[in.readInt() - 4];
      in.readFully(body);
      switch (type) {
        case 'E' -> problem = text(body, 0, body.length).replace('\0', ' ').strip();
        case 'D' -> value = firstColumn(body);
        case 'R' -> {
          if (body[3] != 0) {
            throw new IOException("the server asks the superuser for a password");
          }
        }
        default -> {
          // Notices, parameters and the like change nothing here.
        }
      }
      if (type == 'Z' && problem.isEmpty()) {
        return value;
      }
      if (type == 'Z' || (type == 'E' && problem.startsWith("SFATAL"))) {
        throw new IOException(what + ": " + problem);
      }
    }
  }

  private static String firstColumn(byte[] row) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(row));
    int columns = in.readUnsignedShort();
    int length = columns == 0 ? -1 : in.readInt();
    return length < 0 ? "" : text(row, 6, length);
  }

  private static String text(byte[] octets, int from, int length) {
    return new String(octets, from, length, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    out.writeByte('X');
    out.writeInt(4);
    out.flush();
    socket.close();
  }
}
