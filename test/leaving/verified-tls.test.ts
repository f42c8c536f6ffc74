import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import { expect, test } from 'vitest'
import { litelift } from '../cli/run.ts'
import { scratchFolder } from '../scratch.ts'

const hasOpenssl = spawnSync('openssl', ['version']).status === 0

test.runIf(hasOpenssl)('a certificate of nobody is refused, whatever NODE_TLS_REJECT_UNAUTHORIZED says', async () => {
  using folder = scratchFolder()
  const [key, cert] = [join(folder.path, 'key.pem'), join(folder.path, 'cert.pem')]
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost', '-days', '1']
  spawnSync('openssl', [...request, '-keyout', key, '-out', cert])
  // A server that agrees to TLS (protocol-flow.html, SSL Session Encryption), and hears what comes behind it.
  let heard = ''
  const server = createServer((socket: Socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => {
      socket.write('S')
      const secure = new TLSSocket(socket, { isServer: true, key: readFileSync(key), cert: readFileSync(cert) })
      secure.on('error', () => undefined).on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')))
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  try {
    const url = `postgres://ann:word@localhost:${port}/shop?sslmode=require`
    const { code, stderr } = await litelift(['status', '--to', url], { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } })
    expect(code).toBe(1)
    expect(stderr).toContain('self-signed certificate')
    expect(heard).toBe('')
  } finally {
    server.close()
  }
})
