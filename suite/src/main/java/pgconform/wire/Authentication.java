package pgconform.wire;

/** Distinguishes the messages that share the type byte 'R'. */
final class Authentication {
  static final int TYPE = 'R';

  private Authentication() {}

  static BackendMessage decode(Reader in) {
    return switch (in.peekInt32("code")) {
      case AuthenticationOk.CODE -> AuthenticationOk.decode(in);
      case AuthenticationKerberosV5.CODE -> AuthenticationKerberosV5.decode(in);
      case AuthenticationCleartextPassword.CODE -> AuthenticationCleartextPassword.decode(in);
      case AuthenticationMD5Password.CODE -> AuthenticationMD5Password.decode(in);
      case AuthenticationGSS.CODE -> AuthenticationGSS.decode(in);
      case AuthenticationGSSContinue.CODE -> AuthenticationGSSContinue.decode(in);
      case AuthenticationSSPI.CODE -> AuthenticationSSPI.decode(in);
      case AuthenticationSASL.CODE -> AuthenticationSASL.decode(in);
      case AuthenticationSASLContinue.CODE -> AuthenticationSASLContinue.decode(in);
      case AuthenticationSASLFinal.CODE -> AuthenticationSASLFinal.decode(in);
      default -> AuthenticationUnknown.decode(in);
    };
  }
}
