<?php
// PHP's pgsql as a client program: an event loop, pg_send_query, and pg_cancel_query.
if (!extension_loaded('pgsql')) {
    fwrite(STDERR, "this PHP has no pgsql: install php-pgsql\n");
    exit(127);
}

$sessions = [];

function say(int $id, array $answer): void
{
    fwrite(STDOUT, json_encode(['id' => $id] + $answer) . "\n");
}

function connect(array $told): void
{
    global $sessions;
    error_clear_last();
    $conn = @pg_connect($told['url'], PGSQL_CONNECT_FORCE_NEW);
    $message = error_get_last()['message'] ?? '';
    if ($conn) {
        $sessions[$told['conn']] = (object) ['conn' => $conn, 'id' => null];
        say($told['id'], ['ok' => (object) []]);
    } elseif (str_contains($message, 'invalid URI query parameter')) {
        say($told['id'], ['unsupported' => $message]);
    } else {
        say($told['id'], ['error' => ['message' => $message]]);
    }
}

function query(array $told, object $session): void
{
    if (@pg_send_query($session->conn, $told['sql'])) {
        $session->id = $told['id'];
    } else {
        say($told['id'], ['lost' => pg_last_error($session->conn)]);
    }
}

// Answers a query that has ended.
function finish(object $session): void
{
    if (pg_connection_busy($session->conn)) {
        return;
    }
    $id = $session->id;
    $session->id = null;
    $result = pg_get_result($session->conn);
    while (pg_get_result($session->conn)) {
        // Nothing follows but the end of the query.
    }
    if (pg_connection_status($session->conn) === PGSQL_CONNECTION_BAD) {
        say($id, ['lost' => pg_last_error($session->conn)]);
    } elseif ($result && pg_result_status($result) === PGSQL_TUPLES_OK) {
        say($id, ['ok' => ['rows' => pg_fetch_all($result, PGSQL_NUM)]]);
    } else {
        $state = $result ? (string) pg_result_error_field($result, PGSQL_DIAG_SQLSTATE) : '';
        $message = $result ? pg_result_error($result) : pg_last_error($session->conn);
        say($id, ['error' => ['sqlstate' => $state, 'message' => $message]]);
    }
}

// pg_cancel_query waits for the end of the query, whose result nobody sees.
function cancel(array $told, object $session): void
{
    $id = $session->id;
    $session->id = null;
    $sent = @pg_cancel_query($session->conn);
    if ($id !== null) {
        $lost = pg_connection_status($session->conn) === PGSQL_CONNECTION_BAD;
        say($id, $lost ? ['lost' => pg_last_error($session->conn)] : ['error' => ['message' => 'pg_cancel_query']]);
    }
    say($told['id'], $sent ? ['ok' => (object) []] : ['error' => ['message' => 'pg_cancel_query returns false']]);
}

function obey(array $told): void
{
    global $sessions;
    $session = $sessions[$told['conn'] ?? ''] ?? null;
    switch ($told['do']) {
        case 'hello':
            $driver = 'PHP ' . PHP_VERSION . ' pgsql, libpq ' . PGSQL_LIBPQ_VERSION;
            say($told['id'], ['ok' => ['driver' => $driver, 'can' => ['query', 'cancel', 'tls']]]);
            break;
        case 'connect':
            connect($told);
            break;
        case 'close':
            unset($sessions[$told['conn']]);
            if ($session) {
                if ($session->id !== null) {
                    say($session->id, ['lost' => 'the connection is closed']);
                }
                pg_close($session->conn);
            }
            say($told['id'], ['ok' => (object) []]);
            break;
        case 'query':
        case 'cancel':
            $session ? $told['do']($told, $session) : say($told['id'], ['lost' => 'there is no connection']);
            break;
        default:
            say($told['id'], ['unsupported' => $told['do']]);
    }
}

stream_set_blocking(STDIN, false);
$rest = '';
while (true) {
    $readable = [STDIN];
    $running = [];
    foreach ($sessions as $session) {
        if ($session->id !== null) {
            $socket = pg_socket($session->conn);
            $readable[] = $socket;
            $running[] = [$session, $socket];
        }
    }
    $write = $except = null;
    stream_select($readable, $write, $except, null);
    foreach ($running as [$session, $socket]) {
        if ($session->id !== null && in_array($socket, $readable, true)) {
            finish($session);
        }
    }
    if (!in_array(STDIN, $readable, true)) {
        continue;
    }
    $read = fread(STDIN, 65536);
    if ($read === '' && feof(STDIN)) {
        exit(0);
    }
    $rest .= $read;
    while (($end = strpos($rest, "\n")) !== false) {
        $line = substr($rest, 0, $end);
        $rest = substr($rest, $end + 1);
        obey(json_decode($line, true));
    }
}
