# ruby-pg as a client program: a thread for each command.
require 'json'
begin
  gem 'pg', ARGV[0] if ARGV[0]
  require 'pg'
rescue LoadError
  warn "there is no ruby-pg #{ARGV[0]}: install ruby-pg, or the gem pg"
  exit 127
end

Session = Struct.new(:conn, :running)
$sessions = {}
$writing = Mutex.new
UNKNOWN = /invalid URI query parameter/

def say(id, answer)
  $writing.synchronize do
    $stdout.write(JSON.generate({ id: id }.merge(answer)) + "\n")
    $stdout.flush
  end
end

def answer(told)
  session = $sessions[told['conn']]
  case told['do']
  when 'hello'
    { ok: { driver: "ruby-pg #{PG::VERSION}, libpq #{PG.library_version}", can: %w[query cancel tls] } }
  when 'connect'
    $sessions[told['conn']] = Session.new(PG.connect(told['url']))
    { ok: {} }
  when 'close'
    $sessions.delete(told['conn'])
    session&.running&.join(1)
    session&.conn&.finish
    { ok: {} }
  when 'query'
    return { lost: 'there is no connection' } unless session

    session.running = Thread.current
    { ok: { rows: session.conn.exec(told['sql']).values } }
  when 'cancel'
    error = session&.conn&.cancel
    error ? { error: { message: error } } : { ok: {} }
  else
    { unsupported: told['do'] }
  end
end

def failure(told, error)
  conn = $sessions[told['conn']]&.conn
  if told['do'] == 'connect' && error.message =~ UNKNOWN
    { unsupported: error.message }
  elsif told['do'] == 'query' && (conn.nil? || conn.finished? || conn.status == PG::CONNECTION_BAD)
    { lost: error.message }
  else
    state = error.respond_to?(:result) && error.result&.error_field(PG::PG_DIAG_SQLSTATE)
    { error: { sqlstate: state || '', message: error.message } }
  end
end

def obey(told)
  result =
    begin
      answer(told)
    rescue StandardError => e
      failure(told, e)
    end
  say(told['id'], result)
end

obey(JSON.parse($stdin.gets))
$stdin.each_line do |line|
  Thread.new { obey(JSON.parse(line)) }
end
