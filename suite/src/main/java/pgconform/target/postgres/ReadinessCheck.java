package pgconform.target.postgres;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Asks a server whether it is ready by logging in. A TCP connection alone says little: the port is
 * open, and TLS is spoken, while the server is still starting up.
 */
final class ReadinessCheck {
  private static final int PROTOCOL_3_0 = 196608;
  private static final int TIMEOUT_MILLIS = 2_000;

  private ReadinessCheck() {}

  /** Whether a superuser gets as far as ReadyForQuery. */
  static boolean logsIn(int port) {
    return answer(port) == 'Z';
  }

  /** Whether a superuser gets an error. */
  static boolean isRefused(int port) {
    return answer(port) == 'E';
  }

  /** How far a superuser gets: the type of the last message, 0 if there is nobody. */
  private static byte answer(int port) {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port),
          TIMEOUT_MILLIS);
      byte[] parameters =
          ("user\0" + Roles.SUPERUSER + "\0database\0" + Roles.DATABASE + "\0\0")
              .getBytes(StandardCharsets.UTF_8);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(4 + 4 + parameters.length);
      out.writeInt(PROTOCOL_3_0);
      out.write(parameters);
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        byte type = in.readByte();
        in.skipNBytes(in.readInt() - 4L);
        if (type == 'Z') {
          out.writeByte('X');
          out.writeInt(4);
          out.flush();
        }
        if (type == 'Z' || type == 'E') {
          return type;
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      // Nobody there yet.
      return 0;
    }
  }
}
