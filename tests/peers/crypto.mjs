// Reads a list of jobs as JSON, answers with a list: what @wecom/crypto and the SDK's WecomCrypto make of them.
import { decrypt, encrypt, getSignature } from '@wecom/crypto';
import { WecomCrypto } from '@wecom/aibot-node-sdk';
import { readFileSync } from 'node:fs';

const answer = ({ op, key, token, timestamp, nonce, words, receiver }) => {
  switch (op) {
    case 'sign':
      return getSignature(token, timestamp, nonce, words);
    case 'open': {
      const { message, id } = decrypt(key, words);
      return { message, id };
    }
    case 'seal':
      return encrypt(key, words, receiver);
    case 'open by sdk':
      return new WecomCrypto(token, key, receiver).decrypt(words);
    case 'seal by sdk':
      return new WecomCrypto(token, key, receiver).encrypt(words, timestamp, nonce);
  }
};

const jobs = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(jobs.map(answer)));
