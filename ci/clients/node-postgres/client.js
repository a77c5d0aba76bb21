// node-postgres as a client program: a second Client sends the cancel of a query.
'use strict'
const fs = require('fs')
const { Client, Query } = require('pg')
const ConnectionParameters = require('pg/lib/connection-parameters')
const { version } = require('pg/package.json')

const connections = new Map()

class Unsupported extends Error {}

function say(id, answer) {
  process.stdout.write(JSON.stringify({ id, ...answer }) + '\n')
}

function config(url) {
  if (url.split('/')[2].includes(',')) {
    throw new Unsupported('node-postgres takes one address')
  }
  const { hostname, port, username, password, pathname, searchParams } = new URL(url)
  const login = {
    host: hostname, port: Number(port), user: username, password: decodeURIComponent(password),
    database: pathname.slice(1), ssl: false,
  }
  for (const [name, value] of searchParams) {
    if (name === 'sslmode' && value !== 'disable') {
      if (value !== 'require' && value !== 'verify-full') {
        throw new Unsupported('node-postgres has nothing like sslmode=' + value)
      }
      login.ssl = { rejectUnauthorized: value === 'verify-full' }
      if (searchParams.has('sslrootcert')) {
        login.ssl.ca = fs.readFileSync(searchParams.get('sslrootcert'))
      }
    } else if (name === 'sslnegotiation' && 'sslnegotiation' in new ConnectionParameters({})) {
      login.sslnegotiation = value
    } else if (name === 'channel_binding' && value !== 'require') {
      login.enableChannelBinding = value === 'prefer'
    } else if (name !== 'sslmode' && name !== 'sslrootcert') {
      throw new Unsupported('node-postgres has no setting for ' + name)
    }
  }
  return login
}

async function connect(name, url) {
  const login = config(url)
  const client = new Client(login)
  const connection = { login, client, query: null, lost: null }
  client.on('error', (e) => { connection.lost = e.message })
  client.on('end', () => { connection.lost = connection.lost || 'the connection has ended' })
  await client.connect()
  connections.set(name, connection)
}

function run(connection, sql) {
  return new Promise((resolve, reject) => {
    connection.query = new Query({ text: sql, rowMode: 'array' }, (e, result) => {
      connection.query = null
      return e ? reject(e) : resolve(result.rows)
    })
    connection.client.query(connection.query)
  })
}

function cancel(connection) {
  if (connection.query) {
    const canceler = new Client(connection.login)
    canceler.connection.on('error', () => {})
    canceler.cancel(connection.client, connection.query)
  }
}

// end() waits until the server has closed its side, too.
async function close(connection) {
  const { client } = connection
  const patience = setTimeout(() => client.connection.stream.destroy(), 1000)
  if (connection.lost === null) {
    await client.end()
  }
  clearTimeout(patience)
}

async function answer(told) {
  const connection = connections.get(told.conn)
  switch (told.do) {
    case 'hello':
      return { ok: { driver: 'node-postgres ' + version, can: ['query', 'cancel', 'tls'] } }
    case 'connect':
      await connect(told.conn, told.url)
      return { ok: {} }
    case 'close':
      connections.delete(told.conn)
      if (connection) {
        await close(connection)
      }
      return { ok: {} }
    case 'cancel':
      if (connection) {
        cancel(connection)
      }
      return { ok: {} }
    case 'query':
      if (!connection) {
        return { lost: 'there is no connection' }
      }
      return { ok: { rows: (await run(connection, told.sql)).map((row) => row.map((value) => value && String(value))) } }
    default:
      return { unsupported: told.do }
  }
}

function failure(told, e) {
  const connection = connections.get(told.conn)
  if (e instanceof Unsupported) {
    return { unsupported: e.message }
  }
  if (connection && !(e.severity === 'ERROR')) {
    return { lost: e.message }
  }
  return { error: { sqlstate: e.severity ? e.code : '', message: e.message } }
}

require('readline').createInterface({ input: process.stdin })
  .on('line', (line) => {
    const told = JSON.parse(line)
    answer(told).then((result) => say(told.id, result), (e) => say(told.id, failure(told, e)))
  })
  .on('close', () => process.exit(0))
