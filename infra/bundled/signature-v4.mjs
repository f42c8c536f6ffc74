// Signatures for one region. Those for several (access points and buses of many regions) need a further package, which is not in the bundle: all that
// the rest would do is to say so, in 1 KB of the zipped bundle.
import { SignatureV4SignWithCredentials } from '../../node_modules/@aws-sdk/signature-v4-multi-region/dist-es/SignatureV4SignWithCredentials.js'

class SignatureV4 extends SignatureV4SignWithCredentials {
  static sigv4aDependency() {
    return 'none'
  }
}

export { SignatureV4 as SignatureV4MultiRegion, SignatureV4SignWithCredentials }
