package pgconform.wire;

/** What a client can say. */
public sealed interface FrontendMessage extends Message
    permits Bind,
        CancelRequest,
        Close,
        CopyData,
        CopyDone,
        CopyFail,
        Describe,
        Execute,
        Flush,
        FrontendMalformed,
        FrontendUnframed,
        FrontendUnknown,
        FunctionCall,
        GSSENCRequest,
        GSSResponse,
        Parse,
        PasswordMessage,
        Query,
        RequestWithUnknownCode,
        SASLInitialResponse,
        SASLResponse,
        SSLRequest,
        StartupMessage,
        Sync,
        Terminate {}
