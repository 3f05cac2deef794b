// A smart bot on Tencent's SDK, driven by what people do at the stand-in: `node bot.mjs WS_URL BOT_ID SECRET`.
import { WSClient, generateReqId } from '@wecom/aibot-node-sdk';

const [wsUrl, botId, secret] = process.argv.slice(2);
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const bot = new WSClient({ botId, secret, wsUrl, heartbeatInterval: 200, reconnectInterval: 20, logger: silent });
const said = (what, more = {}) => console.log(JSON.stringify({ what, ...more }));

const card = (title, button) => ({
  card_type: 'button_interaction',
  main_title: { title },
  button_list: [{ text: button, key: 'press' }],
  task_id: 'task-1',
});

bot.on('authenticated', () => said('authenticated'));
bot.on('disconnected', (why) => said('disconnected', { why }));
bot.on('event.disconnected_event', () => said('kicked'));
bot.on('error', (error) => said('error', { why: error.message, code: error.code }));
bot.on('message.text', async (frame) => {
  const words = frame.body.text.content;
  const stream = generateReqId('stream');
  if (words.includes('答卡片')) {
    await bot.replyTemplateCard(frame, { ...card('打卡', '打卡'), task_id: 'task-2' });
    return said('card', { words });
  }
  if (words.includes('边说边给卡片')) {
    await bot.replyStreamWithCard(frame, stream, '说完了', true, { templateCard: { ...card('打卡', '打卡'), task_id: 'task-3' } });
    return said('stream with card', { words });
  }
  if (words.includes('答文件')) {
    const { media_id } = await bot.uploadMedia(Buffer.from('abcdefgh'), { type: 'file', filename: '答.txt' });
    await bot.replyMedia(frame, 'file', media_id);
    return said('media', { words });
  }
  if (words.includes('被拒')) {
    const refused = await bot.replyStream(frame, stream, '说', true).then(() => 0, (no) => no.errcode);
    return said('refused', { code: refused });
  }
  await bot.replyStream(frame, stream, '想一想', false);
  await bot.replyStream(frame, stream, `听到：${words}`, true);
  const chat = frame.body.chatid ?? frame.body.from.userid;
  await bot.sendMessage(chat, { msgtype: 'markdown', markdown: { content: '**推送**' } });
  await bot.sendMessage(chat, { msgtype: 'template_card', template_card: card('打卡', '打卡') });
  const { media_id } = await bot.uploadMedia(Buffer.from('x'.repeat(600_000)), { type: 'file', filename: '课表.txt' });
  await bot.sendMediaMessage(chat, 'file', media_id);
  said('answered', { words });
});
for (const kind of ['image', 'mixed', 'voice', 'video']) {
  bot.on(`message.${kind}`, (frame) => said(kind, { body: frame.body[kind] }));
}
bot.on('event.feedback_event', (frame) => said('feedback', { event: frame.body.event.feedback_event }));
bot.on('message.file', async (frame) => {
  const { url, aeskey } = frame.body.file;
  const { buffer, filename } = await bot.downloadFile(url, aeskey);
  said('file', { name: filename, content: buffer.toString('utf8') });
});
bot.on('event.enter_chat', async (frame) => {
  await bot.replyWelcome(frame, { msgtype: 'text', text: { content: '欢迎' } });
  said('welcomed');
});
bot.on('event.template_card_event', async (frame) => {
  const pressed = frame.body.event.template_card_event;
  await bot.updateTemplateCard(frame, card('已打卡', '再来'));
  const again = await bot.updateTemplateCard(frame, card('再改', '再来')).then(() => 0, (refused) => refused.errcode);
  said('pressed', { key: pressed.event_key, again });
});
process.stdin.on('end', () => { bot.disconnect(); process.exit(0); }).resume();
bot.connect();
